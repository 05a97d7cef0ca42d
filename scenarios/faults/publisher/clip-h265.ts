import { defineFault } from '../define-fault.ts';
import { convertClip } from '../rigging/clip-copy.ts';

export const clipH265 = defineFault({
  id: 'clip-h265',
  title: 'The video of the clip is H.265',
  boundary: 'clip',
  expected: { step: 'environment-setup', cause: 'CLIP_CODEC_UNSUPPORTED' },
  options: async (stage) => ({
    fixture: await convertClip(stage, [
      '-c:v',
      'libx265',
      '-preset',
      'ultrafast',
      '-x265-params',
      'log-level=error',
      '-c:a',
      'copy',
    ]),
  }),
});
