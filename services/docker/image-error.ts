export type ImageErrorCode = 'IMAGE_PLATFORM' | 'IMAGE_BUILD_FAILED';

/** An image of the project cannot be built. */
export class ImageError extends Error {
  override readonly name = 'ImageError';
  readonly code: ImageErrorCode;

  constructor(code: ImageErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
