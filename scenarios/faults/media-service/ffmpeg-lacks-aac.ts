import { defineFault } from '../define-fault.ts';
import { wrapProgram } from '../rigging/wrap-program.ts';

/** A minimal build of ffmpeg. */
export const ffmpegLacksAac = defineFault({
  id: 'ffmpeg-lacks-aac',
  title: 'The ffmpeg of media-service has no AAC encoder',
  boundary: 'media-service',
  expected: { step: 'fragments-processed', cause: 'FFMPEG_WITHOUT_AAC' },
  alter: (stage) =>
    wrapProgram(stage, 'media-service', {
      name: 'ffmpeg',
      before: [
        'for argument in "$@"; do',
        '  [ "$argument" = aac ] && { echo "Unknown encoder \'aac\'" >&2; exit 1; }',
        '  [ "$argument" = -encoders ] && { /usr/bin/env PATH=/usr/local/bin:/usr/bin:/bin ffmpeg "$@" | grep -v aac; exit; }',
        'done',
      ],
    }),
});
