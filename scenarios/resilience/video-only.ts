import { defineDubbingScenario } from '../rig/define-dubbing-scenario.ts';
import { environmentSetup } from '../steps/environment-setup.ts';
import { mediamtxReceivedStream } from '../steps/mediamtx-received-stream.ts';
import { nothingDubbed } from '../steps/nothing-dubbed.ts';
import { outputStream } from '../steps/output-stream.ts';
import { streamOver } from '../steps/stream-over.ts';
import { workerConnected } from '../steps/worker-connected.ts';
import { SHORT_CLIP } from './short-clip.ts';

export const videoOnly = defineDubbingScenario({
  ...SHORT_CLIP,
  id: 'video-only',
  title: 'A source without audio is aired with silence, and nothing is dubbed',
  withoutAudio: true,
  steps: [
    environmentSetup({ withinMs: 60_000 }),
    mediamtxReceivedStream({ withinMs: 10_000 }),
    workerConnected({ withinMs: 10_000 }),
    streamOver({ withinMs: 60_000, results: [] }),
    // Where numbers are spoken in the clip.
    outputStream({
      durationToleranceMs: 500,
      heard: ['silence', 'silence', 'silence', 'silence', 'silence'],
    }),
    nothingDubbed(),
  ],
});
