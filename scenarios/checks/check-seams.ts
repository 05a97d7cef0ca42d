import type { Seam } from '../../harness/run-data/output-measurement.ts';
import type { CheckContext } from './check-context.ts';

/** Limits of an output that goes off the air and is republished. */
export interface RepublishedLimits {
  /** How often it is republished. */
  readonly times: number;
  /** How much of it may be shown a second time. */
  readonly maxRepeatedS: number;
  /** How far the audio may move relative to the video, in either direction. */
  readonly maxAudioShiftMs: number;
}

/** The output continues on the same clock, which RTMP rounds to whole milliseconds on both sides of a seam. */
const MAX_TIMESTAMP_SHIFT_MS = 2;

/**
 * Checks that a republished output continues where it stopped: some of it is repeated, and audio and
 * timestamps have not moved. Missing frames are checked with all frames of the output.
 */
export function checkSeams(
  ctx: CheckContext,
  seams: readonly Seam[],
  { times, maxRepeatedS, maxAudioShiftMs }: RepublishedLimits,
  frameRate: number,
): void {
  ctx.check('output-publications', { actual: seams.length, expected: times, unit: 'times' });
  for (const [index, seam] of seams.entries()) {
    const instance = `seam ${index + 1}`;
    const { atS, repeatedFrames, missingFrames, audioShiftMs, timestampShiftMs } = seam;
    ctx.check('seam-repeated', {
      instance,
      actual: round(repeatedFrames / frameRate),
      limit: { max: maxRepeatedS },
      unit: 's',
      note: `${repeatedFrames} frames from ${atS.toFixed(3)} s`,
    });
    if (missingFrames > 0)
      ctx.record('seam-frames-missing', { instance, value: missingFrames, unit: 'frames' });
    if (audioShiftMs === null) {
      const reason = seam.notMeasuredReason ?? 'the audio of both publications was not found';
      ctx.notMeasured('seam-audio-shift', { instance, reason });
    } else {
      ctx.check('seam-audio-shift', {
        instance,
        actual: round(audioShiftMs),
        limit: { min: -maxAudioShiftMs, max: maxAudioShiftMs },
        unit: 'ms',
        note: 'positive: later',
      });
    }
    if (timestampShiftMs === null) {
      const reason = 'the recordings do not contain the timestamps of their publisher';
      ctx.notMeasured('seam-timestamp-shift', { instance, reason });
    } else {
      ctx.check('seam-timestamp-shift', {
        instance,
        actual: round(timestampShiftMs),
        limit: { min: -MAX_TIMESTAMP_SHIFT_MS, max: MAX_TIMESTAMP_SHIFT_MS },
        unit: 'ms',
      });
    }
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
