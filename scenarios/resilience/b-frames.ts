import { defineDubbingScenario } from '../rig/define-dubbing-scenario.ts';
import { environmentSetup } from '../steps/environment-setup.ts';
import { ledger } from '../steps/ledger.ts';
import { mediamtxReceivedStream } from '../steps/mediamtx-received-stream.ts';
import { outputStream } from '../steps/output-stream.ts';
import { streamEnded } from '../steps/stream-ended.ts';
import { workerConnected } from '../steps/worker-connected.ts';
import { MAX_AV_OFFSET_MS, SHORT_CLIP } from './short-clip.ts';

export const bFrames = defineDubbingScenario({
  ...SHORT_CLIP,
  id: 'b-frames',
  title: 'B-frames: decode order differs from display order',
  encoding: [
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-bf', '3', '-b_strategy', '0', '-g', '60'],
    // MediaMTX's recorder loses the last frames sent. With this they are the last ones shown, too.
    ...['-force_key_frames', 'expr:gte(t,9.8)'],
  ],
  steps: [
    environmentSetup({ withinMs: 60_000 }),
    mediamtxReceivedStream({ withinMs: 10_000 }),
    workerConnected({ withinMs: 10_000 }),
    streamEnded({ withinMs: 60_000 }),
    outputStream({
      durationToleranceMs: 500,
      audio: ['dubbed', 'dubbed', 'dubbed', 'dubbed', 'dubbed'],
    }),
    ledger({ fallback: {}, maxAvOffsetMs: MAX_AV_OFFSET_MS }),
  ],
});
