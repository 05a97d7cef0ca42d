export type { Docker } from './build-image.ts';
export {
  type EnsureOptions,
  ensureImages,
  imageTags,
  missingImages,
  type ReadyImage,
} from './ensure-images.ts';
export { ImageError, type ImageErrorCode } from './image-error.ts';
export { codeVersions, type ImageName } from './images.ts';
