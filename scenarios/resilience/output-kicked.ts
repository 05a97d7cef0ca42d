import { defineDubbingScenario } from '../rig/define-dubbing-scenario.ts';
import { environmentSetup } from '../steps/environment-setup.ts';
import { kickOutput } from '../steps/kick-output.ts';
import { ledger } from '../steps/ledger.ts';
import { mediamtxReceivedStream } from '../steps/mediamtx-received-stream.ts';
import { outputStream } from '../steps/output-stream.ts';
import { streamOver } from '../steps/stream-over.ts';
import { workerConnected } from '../steps/worker-connected.ts';
import { MAX_AV_DELTA_MS, SHORT_CLIP } from './short-clip.ts';

export const outputKicked = defineDubbingScenario({
  ...SHORT_CLIP,
  id: 'output-kicked',
  title: 'MediaMTX drops the output: it is published again from where it stopped, and nothing of it is lost',
  capture: 'recordings',
  steps: [
    environmentSetup({ withinMs: 60_000 }),
    mediamtxReceivedStream({ withinMs: 10_000 }),
    workerConnected({ withinMs: 10_000 }),
    // It is shown again from the keyframe at 5 s on: there is a second of it to compare.
    kickOutput({ once: { airedS: 6.1 } }),
    streamOver({ withinMs: 60_000 }),
    outputStream({
      durationToleranceMs: 500,
      heard: ['dubbed', 'dubbed', 'dubbed', 'dubbed', 'dubbed'],
      // Half a second that may have been on its way, and what lies between that and the keyframe before it.
      republished: { times: 1, maxRepeatedS: 1.6, maxSoundOffMs: MAX_AV_DELTA_MS },
    }),
    ledger({ fallback: {}, maxAvDeltaMs: MAX_AV_DELTA_MS }),
  ],
});
