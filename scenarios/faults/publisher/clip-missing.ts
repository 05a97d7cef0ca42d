import { join } from 'node:path';
import { defineFault } from '../define-fault.ts';

/** The path of the clip was mistyped, or its volume is not mounted. */
export const clipMissing = defineFault({
  id: 'clip-missing',
  title: 'The clip does not exist',
  boundary: 'clip',
  expected: { step: 'environment-setup', cause: 'CLIP_MISSING' },
  options: ({ folder }) => ({ fixture: join(folder, 'clips', 'lesson.mp4') }),
});
