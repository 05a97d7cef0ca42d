import { defineDubbingScenario } from '../rig/define-dubbing-scenario.ts';
import { environmentSetup } from '../steps/environment-setup.ts';
import { killService } from '../steps/kill-service.ts';
import { ledger } from '../steps/ledger.ts';
import { mediamtxReceivedStream } from '../steps/mediamtx-received-stream.ts';
import { outputStream } from '../steps/output-stream.ts';
import { startService } from '../steps/start-service.ts';
import { streamOver } from '../steps/stream-over.ts';
import { workerConnected } from '../steps/worker-connected.ts';
import { MAX_AV_DELTA_MS, SHORT_CLIP } from './short-clip.ts';

export const stsAbsentAtStart = defineDubbingScenario({
  ...SHORT_CLIP,
  id: 'sts-absent-at-start',
  title: 'The STS service is not there when the stream begins, and comes later',
  tellsDubbedFromOriginal: true,
  fixture: '30s-counting-english',
  steps: [
    environmentSetup({ withinMs: 60_000 }),
    killService('sts-service'),
    mediamtxReceivedStream({ withinMs: 10_000 }),
    workerConnected({ withinMs: 10_000 }),
    startService('sts-service', { once: { fallback: 2 } }),
    streamOver({ withinMs: 60_000 }),
    outputStream({ durationToleranceMs: 500, heard: { runs: ['original', 'dubbed'] } }),
    ledger({ fallback: { disconnected: 'rest' }, maxAvDeltaMs: MAX_AV_DELTA_MS }),
  ],
});
