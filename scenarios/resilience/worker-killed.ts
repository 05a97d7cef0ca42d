import { defineDubbingScenario } from '../rig/define-dubbing-scenario.ts';
import { environmentSetup } from '../steps/environment-setup.ts';
import { ledger } from '../steps/ledger.ts';
import { mediamtxReceivedStream } from '../steps/mediamtx-received-stream.ts';
import { outputStream } from '../steps/output-stream.ts';
import { killService, startService } from '../steps/service-faults.ts';
import { streamEnded } from '../steps/stream-ended.ts';
import { workerConnected } from '../steps/worker-connected.ts';
import { MAX_AV_OFFSET_MS, SHORT_CLIP } from './short-clip.ts';

export const workerKilled = defineDubbingScenario({
  ...SHORT_CLIP,
  id: 'worker-killed',
  title: 'Worker is killed mid-segment, restarts, and resumes with that segment',
  capture: 'recordings',
  steps: [
    environmentSetup({ withinMs: 60_000 }),
    mediamtxReceivedStream({ withinMs: 10_000 }),
    workerConnected({ withinMs: 10_000 }),
    killService('media-service', { once: { airedS: 5 } }),
    startService('media-service', { afterMs: 1000 }),
    streamEnded({ withinMs: 60_000 }),
    outputStream({
      durationToleranceMs: 500,
      audio: ['dubbed', 'dubbed', 'dubbed', 'dubbed', 'dubbed'],
      // The aired part of the segment, and the time from its start back to the key frame before it.
      republished: { times: 1, maxRepeatedS: 2.5, maxAudioShiftMs: MAX_AV_OFFSET_MS },
    }),
    ledger({ fallback: {}, maxAvOffsetMs: MAX_AV_OFFSET_MS, resumed: true }),
  ],
});
