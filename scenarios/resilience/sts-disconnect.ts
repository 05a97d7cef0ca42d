import { defineDubbingScenario } from '../rig/define-dubbing-scenario.ts';
import { environmentSetup } from '../steps/environment-setup.ts';
import { ledger } from '../steps/ledger.ts';
import { mediamtxReceivedStream } from '../steps/mediamtx-received-stream.ts';
import { outputStream } from '../steps/output-stream.ts';
import { streamOver } from '../steps/stream-over.ts';
import { FAULT_API_ON, stsFaults } from '../steps/sts-faults.ts';
import { workerConnected } from '../steps/worker-connected.ts';
import { MAX_AV_DELTA_MS, SHORT_CLIP } from './short-clip.ts';

export const stsDisconnect = defineDubbingScenario({
  ...SHORT_CLIP,
  id: 'sts-disconnect',
  title: 'The STS service disconnects the worker, which comes back in a second',
  tellsDubbedFromOriginal: true,
  services: FAULT_API_ON,
  steps: [
    environmentSetup({ withinMs: 60_000 }),
    stsFaults('The STS service disconnects instead of answering the second fragment', [
      { kind: 'disconnect', when: { nth: 2 } },
    ]),
    mediamtxReceivedStream({ withinMs: 10_000 }),
    workerConnected({ withinMs: 10_000 }),
    streamOver({ withinMs: 60_000 }),
    outputStream({
      durationToleranceMs: 500,
      heard: ['dubbed', 'original', 'dubbed', 'dubbed', 'dubbed'],
    }),
    ledger({ fallback: { disconnected: 1 }, maxAvDeltaMs: MAX_AV_DELTA_MS }),
  ],
});
