import { defineFault } from '../define-fault.ts';
import { convertClip } from '../rigging/clip-copy.ts';

export const clipWithoutAudio = defineFault({
  id: 'clip-without-audio',
  title: 'The clip has no audio',
  boundary: 'clip',
  expected: { step: 'environment-setup', cause: 'CLIP_WITHOUT_AUDIO' },
  options: async (stage) => ({ fixture: await convertClip(stage, ['-c', 'copy', '-an']) }),
});
