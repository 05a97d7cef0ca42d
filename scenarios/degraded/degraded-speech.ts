import type { DubbingStep } from '../rig/dubbing-rig.ts';
import { environmentSetup } from '../steps/environment-setup.ts';
import { type EventDataLimits, eventData } from '../steps/event-data.ts';
import { fragmentsProcessed } from '../steps/fragments-processed.ts';
import { mediamtxReceivedStream } from '../steps/mediamtx-received-stream.ts';
import { metrics } from '../steps/metrics.ts';
import { outputStream } from '../steps/output-stream.ts';
import { workerConnected } from '../steps/worker-connected.ts';

/** Shared by the scenarios of this folder. */
export const DEGRADED_CLIP = {
  tags: ['degraded'],
  fixture: '30s-counting-english',
  segmentS: 6,
  domainHints: ['numbers'],
} as const;

/** Mean level of the clip, to which the level of what is added is relative. */
export const SPEECH_DBFS = -22.5;

/** End of a filter graph that adds a second input to the audio of the clip. */
export const MIX = 'amix=inputs=2:duration=first:normalize=0[degraded]';

/**
 * ffmpeg's options that keep the video and replace the audio.
 *
 * @param graph from `[0:a:0]` to `[degraded]`, of the same length
 */
export function degradedAudio(graph: string): readonly string[] {
  const tracks = ['-filter_complex', graph, '-map', '0:v:0', '-map', '[degraded]'];
  return [...tracks, '-c:a', 'aac', '-b:a', '128k', '-ar', '44100', '-ac', '1'];
}

/**
 * The steps of the documented test. The recognised words may suffer within the given limits; everything else must be as
 * with the clip itself: every fragment is processed in order, the output is dubbed, its frames and times are exact, and
 * the counters add up.
 *
 * @param words what pocketsphinx with the numbers grammar must still recognise. It fills noise with numbers, so that more
 *   may be found than were spoken
 */
export function degradedSteps(words: Omit<EventDataLimits, 'durationTolerance'>): readonly DubbingStep[] {
  return [
    environmentSetup({ withinMs: 60_000 }),
    mediamtxReceivedStream({ withinMs: 10_000 }),
    workerConnected({ withinMs: 10_000 }),
    fragmentsProcessed({ withinMs: 180_000 }),
    eventData({ ...words, durationTolerance: 0.1 }),
    outputStream({ durationToleranceMs: 500 }),
    metrics({ maxAvOffsetMs: 120 }),
  ];
}
