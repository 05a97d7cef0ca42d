import { defineFault } from '../define-fault.ts';
import { setVariables } from '../rigging/service-specs.ts';

/** The image of media-service lacks ffmpeg. */
export const ffmpegNotOnPath = defineFault({
  id: 'ffmpeg-not-on-path',
  title: 'media-service has no ffmpeg on its PATH',
  boundary: 'media-service',
  expected: { step: 'fragments-processed', cause: 'FFMPEG_MISSING' },
  alter: ({ folder }) => ({ specs: setVariables('media-service', { PATH: folder }) }),
});
