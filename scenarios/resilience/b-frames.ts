import { defineDubbingScenario } from '../rig/define-dubbing-scenario.ts';
import { environmentSetup } from '../steps/environment-setup.ts';
import { ledger } from '../steps/ledger.ts';
import { mediamtxReceivedStream } from '../steps/mediamtx-received-stream.ts';
import { outputStream } from '../steps/output-stream.ts';
import { streamOver } from '../steps/stream-over.ts';
import { workerConnected } from '../steps/worker-connected.ts';
import { MAX_AV_DELTA_MS, SHORT_CLIP } from './short-clip.ts';

export const bFrames = defineDubbingScenario({
  ...SHORT_CLIP,
  id: 'b-frames',
  title: 'Pictures that are sent in another order than they are shown',
  encoding: [
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-bf', '3', '-b_strategy', '0', '-g', '60'],
    // Those that MediaMTX's recorder loses, the last ones sent, are then the last ones shown.
    ...['-force_key_frames', 'expr:gte(t,9.8)'],
  ],
  steps: [
    environmentSetup({ withinMs: 60_000 }),
    mediamtxReceivedStream({ withinMs: 10_000 }),
    workerConnected({ withinMs: 10_000 }),
    streamOver({ withinMs: 60_000 }),
    outputStream({
      durationToleranceMs: 500,
      heard: ['dubbed', 'dubbed', 'dubbed', 'dubbed', 'dubbed'],
    }),
    ledger({ fallback: {}, maxAvDeltaMs: MAX_AV_DELTA_MS }),
  ],
});
