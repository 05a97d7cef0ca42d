import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { defineFault } from '../define-fault.ts';

/** Also for the superuser, whom no permission stops. */
export const clipUnreadable = defineFault({
  id: 'clip-unreadable',
  title: 'The path of the clip is a link to itself',
  boundary: 'clip',
  expected: { step: 'environment-setup', cause: 'CLIP_UNREADABLE' },
  async options({ folder }) {
    const fixture = join(folder, 'lesson.mp4');
    await symlink('lesson.mp4', fixture);
    return { fixture };
  },
});
