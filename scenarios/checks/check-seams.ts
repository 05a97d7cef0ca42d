import type { Seam } from '../evidence/output-measurement.ts';
import type { CheckContext } from './check-context.ts';

/** What an output is held to that goes off the air and comes back. */
export interface RepublishedLimits {
  /** How often it is published again. */
  readonly times: number;
  /** How much of it may be shown a second time. */
  readonly maxRepeatedS: number;
  /** How far the sound may be from where it was before, against the pictures, either way. */
  readonly maxSoundOffMs: number;
}

/** It goes on on the same clock, which RTMP counts in whole milliseconds, on both sides of a seam. */
const MAX_CLOCK_OFF_MS = 2;

/**
 * An output that comes back goes on where it stopped: some is shown again, nothing is left out (which is judged with
 * all pictures), its sound is where it was, and so are its timestamps.
 */
export function checkSeams(
  ctx: CheckContext,
  seams: readonly Seam[],
  { times, maxRepeatedS, maxSoundOffMs }: RepublishedLimits,
  frameRate: number,
): void {
  ctx.check('output-publications', { actual: seams.length, expected: times, unit: 'times' });
  for (const [index, { atS, repeatedFrames, missingFrames, soundOffMs, ...seam }] of seams.entries()) {
    const instance = `seam ${index + 1}`;
    const note = `from ${atS.toFixed(3)} s on, ${repeatedFrames} pictures`;
    const actual = round(repeatedFrames / frameRate);
    ctx.check('seam-repeated', { instance, actual, limit: { max: maxRepeatedS }, unit: 's', note });
    if (missingFrames > 0)
      ctx.record('seam-frames-missing', { instance, value: missingFrames, unit: 'frames' });
    if (soundOffMs === null)
      ctx.notMeasured('seam-audio-shift', {
        instance,
        reason: seam.notMeasuredBecause ?? 'it was not found',
      });
    else {
      const limit = { min: -maxSoundOffMs, max: maxSoundOffMs };
      ctx.check('seam-audio-shift', {
        instance,
        actual: round(soundOffMs),
        limit,
        unit: 'ms',
        note: 'positive: later',
      });
    }
    if (seam.clockOffMs !== null) {
      const limit = { min: -MAX_CLOCK_OFF_MS, max: MAX_CLOCK_OFF_MS };
      ctx.check('seam-timestamp-shift', { instance, actual: round(seam.clockOffMs), limit, unit: 'ms' });
    }
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
