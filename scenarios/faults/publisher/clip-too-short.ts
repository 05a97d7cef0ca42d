import { defineFault } from '../define-fault.ts';
import { writeClip } from '../rigging/unusual-clip.ts';

export const clipTooShort = defineFault({
  id: 'clip-too-short',
  title: 'The clip ends before MediaMTX makes its stream available',
  boundary: 'clip',
  expected: { step: 'environment-setup', cause: 'CLIP_TOO_SHORT' },
  options: async (stage) => ({
    fixture: await writeClip(stage, { args: ['-t', '1.5'], words: (words) => words.slice(0, 1) }),
  }),
});
