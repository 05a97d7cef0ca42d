import { defineFault } from '../define-fault.ts';
import { wrapProgram } from '../rigging/wrap-program.ts';

/** A memory limit ends each encoder. */
export const ffmpegKilled = defineFault({
  id: 'ffmpeg-killed',
  title: 'The ffmpeg processes that encode fragments are killed',
  boundary: 'media-service',
  expected: { step: 'fragments-processed', cause: 'FFMPEG_KILLED' },
  alter: (stage) =>
    wrapProgram(stage, 'media-service', {
      name: 'ffmpeg',
      before: ['case "$*" in *.m4a*) kill -9 $$ ;; esac'],
    }),
});
