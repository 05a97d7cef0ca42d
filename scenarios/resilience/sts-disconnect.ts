import { defineDubbingScenario } from '../rig/define-dubbing-scenario.ts';
import { environmentSetup } from '../steps/environment-setup.ts';
import { ledger } from '../steps/ledger.ts';
import { mediamtxReceivedStream } from '../steps/mediamtx-received-stream.ts';
import { outputStream } from '../steps/output-stream.ts';
import { streamEnded } from '../steps/stream-ended.ts';
import { FAULT_API_ON, stsFaults } from '../steps/sts-faults.ts';
import { workerConnected } from '../steps/worker-connected.ts';
import { MAX_AV_OFFSET_MS, SHORT_CLIP } from './short-clip.ts';

export const stsDisconnect = defineDubbingScenario({
  ...SHORT_CLIP,
  id: 'sts-disconnect',
  title: 'STS disconnects the worker, which reconnects within a second',
  needsDistinctDub: true,
  services: FAULT_API_ON,
  steps: [
    environmentSetup({ withinMs: 60_000 }),
    stsFaults('STS disconnects instead of answering the second fragment', [
      { kind: 'disconnect', when: { nth: 2 } },
    ]),
    mediamtxReceivedStream({ withinMs: 10_000 }),
    workerConnected({ withinMs: 10_000 }),
    streamEnded({ withinMs: 60_000 }),
    outputStream({
      durationToleranceMs: 500,
      audio: ['dubbed', 'original', 'dubbed', 'dubbed', 'dubbed'],
    }),
    ledger({ fallback: { disconnected: 1 }, maxAvOffsetMs: MAX_AV_OFFSET_MS }),
  ],
});
