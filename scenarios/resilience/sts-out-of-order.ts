import { defineDubbingScenario } from '../rig/define-dubbing-scenario.ts';
import { environmentSetup } from '../steps/environment-setup.ts';
import { ledger } from '../steps/ledger.ts';
import { mediamtxReceivedStream } from '../steps/mediamtx-received-stream.ts';
import { outputStream } from '../steps/output-stream.ts';
import { streamOver } from '../steps/stream-over.ts';
import { FAULT_API_ON, stsFaults } from '../steps/sts-faults.ts';
import { workerConnected } from '../steps/worker-connected.ts';
import { MAX_AV_DELTA_MS, SHORT_CLIP } from './short-clip.ts';

export const stsOutOfOrder = defineDubbingScenario({
  ...SHORT_CLIP,
  id: 'sts-out-of-order',
  title: 'A result overtakes another: the windows are aired in their order',
  services: FAULT_API_ON,
  steps: [
    environmentSetup({ withinMs: 60_000 }),
    stsFaults('The STS service sends the second result after the third', [
      { kind: 'reorder', when: { sequence: 1 } },
    ]),
    mediamtxReceivedStream({ withinMs: 10_000 }),
    workerConnected({ withinMs: 10_000 }),
    streamOver({ withinMs: 60_000, results: [0, 2, 1, 3, 4] }),
    outputStream({ durationToleranceMs: 500, heard: ['dubbed', 'dubbed', 'dubbed', 'dubbed', 'dubbed'] }),
    ledger({ fallback: {}, maxAvDeltaMs: MAX_AV_DELTA_MS }),
  ],
});
