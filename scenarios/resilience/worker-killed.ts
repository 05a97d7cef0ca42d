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

export const workerKilled = defineDubbingScenario({
  ...SHORT_CLIP,
  id: 'worker-killed',
  title: 'The worker is killed in the middle of a window, and goes on with that one when it is back',
  capture: 'recordings',
  steps: [
    environmentSetup({ withinMs: 60_000 }),
    mediamtxReceivedStream({ withinMs: 10_000 }),
    workerConnected({ withinMs: 10_000 }),
    killService('media-service', { once: { airedS: 5 } }),
    startService('media-service', { afterMs: 1000 }),
    streamOver({ withinMs: 60_000 }),
    outputStream({
      durationToleranceMs: 500,
      heard: ['dubbed', 'dubbed', 'dubbed', 'dubbed', 'dubbed'],
      // What was aired of the window, and what lies between its beginning and the keyframe before it.
      republished: { times: 1, maxRepeatedS: 2.5, maxSoundOffMs: MAX_AV_DELTA_MS },
    }),
    ledger({ fallback: {}, maxAvDeltaMs: MAX_AV_DELTA_MS, resumed: true }),
  ],
});
