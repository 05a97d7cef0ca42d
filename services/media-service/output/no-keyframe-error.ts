/** Nothing of the video can be shown from some time on. */
export class NoKeyframeError extends Error {
  override readonly name = 'NoKeyframeError';
  readonly code = 'NO_KEYFRAME';

  constructor(fromS: number) {
    super(
      `the source ended without a keyframe from ${fromS.toFixed(1)} s on, so no picture of it can be shown`,
    );
  }
}
