export {
  ensureImages,
  imageTags,
  missingImages,
  type ReadyImage,
} from './ensure-images.ts';
export { ImageError } from './image-error.ts';
export { codeVersions } from './images.ts';
