import { defineDubbingScenario } from '../rig/define-dubbing-scenario.ts';
import { environmentSetup } from '../steps/environment-setup.ts';
import { ledger } from '../steps/ledger.ts';
import { mediamtxReceivedStream } from '../steps/mediamtx-received-stream.ts';
import { outputStream } from '../steps/output-stream.ts';
import { killService, startService } from '../steps/service-faults.ts';
import { streamEnded } from '../steps/stream-ended.ts';
import { workerConnected } from '../steps/worker-connected.ts';
import { MAX_AV_OFFSET_MS, SHORT_CLIP } from './short-clip.ts';

export const stsKilled = defineDubbingScenario({
  ...SHORT_CLIP,
  id: 'sts-killed',
  title: 'STS is killed with a fragment in flight and restarts after 5 s',
  needsDistinctDub: true,
  fixture: '30s-counting-english',
  steps: [
    environmentSetup({ withinMs: 60_000 }),
    mediamtxReceivedStream({ withinMs: 10_000 }),
    workerConnected({ withinMs: 10_000 }),
    killService('sts-service', { once: { sent: 2, processed: 1 } }),
    startService('sts-service', { afterMs: 5000 }),
    streamEnded({ withinMs: 60_000 }),
    outputStream({ durationToleranceMs: 500, audio: { runs: ['dubbed', 'original', 'dubbed'] } }),
    ledger({ fallback: { disconnected: 'rest' }, maxAvOffsetMs: MAX_AV_OFFSET_MS }),
  ],
});
