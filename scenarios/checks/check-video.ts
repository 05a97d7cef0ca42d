import type { FixtureManifest } from '../../fixtures/index.ts';
import type { OutputMeasurement } from '../../harness/run-data/output-measurement.ts';
import { type CheckContext, notMeasuredAll } from './check-context.ts';

/** 30 and 29.97 frames per second differ by twice as much. Over ten minutes it is 0.3 s. */
const MAX_SPEED_ERROR_PERMILLE = 0.5;
/** RTMP rounds to whole milliseconds on the way in and on the way out, for decoding and for presentation. */
const MAX_JITTER_MS = 4;

/**
 * Checks the size of the frames and their pace against the clip.
 *
 * @param isEven what was published has no gap and no repetition, so the times of its frames lie on one line
 */
export function checkVideo(
  ctx: CheckContext,
  { frameSize, videoClock }: Pick<OutputMeasurement, 'frameSize' | 'videoClock'>,
  { width, height }: Pick<FixtureManifest['video'], 'width' | 'height'>,
  isEven: boolean,
): void {
  ctx.check('frame-size', {
    actual: frameSize === null ? null : `${frameSize.width}x${frameSize.height}`,
    expected: `${width}x${height}`,
  });
  if (!isEven) return;
  if (videoClock === null) {
    const reason = 'fewer than three frames of the output are frames of the clip';
    notMeasuredAll(ctx, ['playback-speed-error', 'frame-jitter-max'], { reason });
    return;
  }
  ctx.check('playback-speed-error', {
    actual: Number(((videoClock.speed - 1) * 1000).toFixed(3)),
    limit: { min: -MAX_SPEED_ERROR_PERMILLE, max: MAX_SPEED_ERROR_PERMILLE },
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
