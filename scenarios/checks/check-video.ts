import type { FixtureManifest } from '../../fixtures/index.ts';
import type { OutputMeasurement } from '../../harness/run-data/output-measurement.ts';
import { type CheckContext, notMeasuredAll } from './check-context.ts';

/** 30 and 29.97 frames per second differ by twice as much. Over ten minutes it is 0.3 s. */
const MAX_SPEED_ERROR_PERMILLE = 0.5;
/** What whole milliseconds at both ends of a stream of 1 s may change. */
const ROUNDING_PERMILLE = 1.5;
/** Frames that differ from the one before them: fewer than three identified frames fit any line. */
const LEAST_CHANGES = 3;
/** RTMP rounds to whole milliseconds on the way in and on the way out, for decoding and for presentation. */
const MAX_JITTER_MS = 4;

type MeasuredVideo = Pick<OutputMeasurement, 'frameSize' | 'videoClock' | 'clipChanges'>;

/**
 * Checks the size of the frames and their pace against the clip.
 *
 * @param durationS of the clip: rounded times change the pace of a short one more
 * @param isEven what was published has no gap and no repetition, so the times of its frames lie on one line
 */
export function checkVideo(
  ctx: CheckContext,
  { frameSize, videoClock, clipChanges = LEAST_CHANGES }: MeasuredVideo,
  { width, height }: Pick<FixtureManifest['video'], 'width' | 'height'>,
  isEven: boolean,
  durationS = Number.POSITIVE_INFINITY,
): void {
  ctx.check('frame-size', {
    actual: frameSize === null ? null : `${frameSize.width}x${frameSize.height}`,
    expected: `${width}x${height}`,
  });
  if (!isEven) return;
  if (videoClock === null) {
    const isStill = clipChanges < LEAST_CHANGES;
    const reason = isStill
      ? `the picture of the clip changes ${clipChanges} times, so its frames cannot be told apart`
      : 'fewer than three frames of the output are frames of the clip';
    notMeasuredAll(ctx, ['playback-speed-error', 'frame-jitter-max'], { reason, inapplicable: isStill });
    return;
  }
  const maxError = Number(Math.max(MAX_SPEED_ERROR_PERMILLE, ROUNDING_PERMILLE / durationS).toFixed(3));
  ctx.check('playback-speed-error', {
    actual: Number(((videoClock.speed - 1) * 1000).toFixed(3)),
    limit: { min: -maxError, max: maxError },
    unit: '‰',
    note: 'negative: slower than the clip',
  });
  ctx.check('frame-jitter-max', {
    actual: Number(videoClock.jitterMs.toFixed(1)),
    limit: { max: MAX_JITTER_MS },
    unit: 'ms',
    note: 'distance from an even pace',
  });
}
