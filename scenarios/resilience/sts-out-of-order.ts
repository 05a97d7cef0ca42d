import { defineDubbingScenario } from '../rig/define-dubbing-scenario.ts';
import { environmentSetup } from '../steps/environment-setup.ts';
import { ledger } from '../steps/ledger.ts';
import { mediamtxReceivedStream } from '../steps/mediamtx-received-stream.ts';
import { outputStream } from '../steps/output-stream.ts';
import { streamEnded } from '../steps/stream-ended.ts';
import { FAULT_API_ON, stsFaults } from '../steps/sts-faults.ts';
import { workerConnected } from '../steps/worker-connected.ts';
import { MAX_AV_OFFSET_MS, SHORT_CLIP } from './short-clip.ts';

export const stsOutOfOrder = defineDubbingScenario({
  ...SHORT_CLIP,
  id: 'sts-out-of-order',
  title: 'A result overtakes another: segments are aired in order',
  services: FAULT_API_ON,
  steps: [
    environmentSetup({ withinMs: 60_000 }),
    stsFaults('STS sends the second result after the third', [{ kind: 'reorder', when: { sequence: 1 } }]),
    mediamtxReceivedStream({ withinMs: 10_000 }),
    workerConnected({ withinMs: 10_000 }),
    streamEnded({ withinMs: 60_000, results: [0, 2, 1, 3, 4] }),
    outputStream({ durationToleranceMs: 500, audio: ['dubbed', 'dubbed', 'dubbed', 'dubbed', 'dubbed'] }),
    ledger({ fallback: {}, maxAvOffsetMs: MAX_AV_OFFSET_MS }),
  ],
});
