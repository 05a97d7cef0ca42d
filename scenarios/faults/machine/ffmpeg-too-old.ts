import { dirname } from 'node:path';
import { defineFault } from '../define-fault.ts';
import { oldFfmpeg } from '../rigging/old-ffmpeg.ts';
import { prependPath } from '../rigging/service-specs.ts';
import { writeScript } from '../rigging/write-file.ts';

/** media-service runs where an older distribution has its ffmpeg. */
export const ffmpegTooOld = defineFault({
  id: 'ffmpeg-too-old',
  title: 'media-service finds ffmpeg 4.3',
  boundary: 'machine',
  expected: { step: 'fragments-processed', cause: 'FFMPEG_TOO_OLD' },
  async alter(stage) {
    const file = await writeScript(stage, 'opt/ffmpeg-4.3/bin/ffmpeg', await oldFfmpeg('ffmpeg'));
    return { specs: prependPath('media-service', dirname(file)) };
  },
});
