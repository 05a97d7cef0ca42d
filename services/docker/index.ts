export type { Docker } from './build-image.ts';
export { type EnsureOptions, ensureImages, type ReadyImage } from './ensure-images.ts';
export { ImageError, type ImageErrorCode } from './image-error.ts';
export type { ImageName } from './images.ts';
