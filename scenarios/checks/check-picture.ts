import type { FixtureManifest } from '../../fixtures/index.ts';
import type { OutputMeasurement } from '../evidence/output-measurement.ts';
import type { CheckContext } from './check-context.ts';

/** 30 and 29.97 pictures a second are twice as far apart. Over ten minutes it is 0.3 s. */
const MAX_SPEED_OFF_PERMILLE = 0.5;
/** RTMP counts whole milliseconds, on the way in and on the way out, for decoding and for showing. */
const MAX_UNEVEN_MS = 4;

/**
 * The pictures have the clip's size, and are shown at its pace.
 *
 * @param isEven what was published has no gap and no part twice: then the pictures' times lie on one line
 */
export function checkPicture(
  ctx: CheckContext,
  { pictureSize, pictureClock }: Pick<OutputMeasurement, 'pictureSize' | 'pictureClock'>,
  { width, height }: Pick<FixtureManifest['video'], 'width' | 'height'>,
  isEven: boolean,
): void {
  ctx.check('frame-size', {
    actual: pictureSize === null ? null : `${pictureSize.width}x${pictureSize.height}`,
    expected: `${width}x${height}`,
  });
  // Without pictures of the clip there is no pace, and each that is missing is counted.
  if (!isEven || pictureClock === null) return;
  ctx.check('playback-speed-error', {
    actual: Number(((pictureClock.speed - 1) * 1000).toFixed(3)),
    limit: { min: -MAX_SPEED_OFF_PERMILLE, max: MAX_SPEED_OFF_PERMILLE },
    unit: '‰',
    note: 'negative: slower than the clip',
  });
  ctx.check('frame-jitter-max', {
    actual: Number(pictureClock.unevenMs.toFixed(1)),
    limit: { max: MAX_UNEVEN_MS },
    unit: 'ms',
    note: 'against an even pace',
  });
}
