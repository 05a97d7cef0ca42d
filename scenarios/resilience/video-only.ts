import { defineDubbingScenario } from '../rig/define-dubbing-scenario.ts';
import { environmentSetup } from '../steps/environment-setup.ts';
import { mediamtxReceivedStream } from '../steps/mediamtx-received-stream.ts';
import { nothingDubbed } from '../steps/nothing-dubbed.ts';
import { outputStream } from '../steps/output-stream.ts';
import { streamEnded } from '../steps/stream-ended.ts';
import { workerConnected } from '../steps/worker-connected.ts';
import { SHORT_CLIP } from './short-clip.ts';

export const videoOnly = defineDubbingScenario({
  ...SHORT_CLIP,
  id: 'video-only',
  title: 'A source without audio is aired with silence; nothing is dubbed',
  withoutAudio: true,
  steps: [
    environmentSetup({ withinMs: 60_000 }),
    mediamtxReceivedStream({ withinMs: 10_000 }),
    workerConnected({ withinMs: 10_000 }),
    streamEnded({ withinMs: 60_000, results: [] }),
    // The clip has speech in each of these segments.
    outputStream({
      durationToleranceMs: 500,
      audio: ['silence', 'silence', 'silence', 'silence', 'silence'],
    }),
    nothingDubbed(),
  ],
});
