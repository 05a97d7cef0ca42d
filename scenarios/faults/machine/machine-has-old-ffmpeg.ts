import { delimiter, dirname } from 'node:path';
import { defineFault } from '../define-fault.ts';
import { oldFfmpeg } from '../rigging/old-ffmpeg.ts';
import { writeScript } from '../rigging/write-file.ts';

/** An older ffmpeg is first on the PATH of the harness. */
export const machineHasOldFfmpeg = defineFault({
  id: 'machine-has-old-ffmpeg',
  title: 'The harness finds ffmpeg 4.3',
  boundary: 'machine',
  expected: { step: 'environment-setup', cause: 'FFMPEG_TOO_OLD' },
  async options(stage) {
    const script = await oldFfmpeg('ffmpeg');
    const file = await writeScript(stage, 'opt/ffmpeg-4.3/bin/ffmpeg', script);
    const { PATH = '' } = process.env;
    stage.defer(() => {
      process.env.PATH = PATH;
    });
    process.env.PATH = `${dirname(file)}${delimiter}${PATH}`;
    return {};
  },
});
