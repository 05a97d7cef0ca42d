import { truncate } from 'node:fs/promises';
import { defineFault } from '../define-fault.ts';
import { copyClip } from '../rigging/clip-copy.ts';

/** The copy of the clip was broken off. */
export const clipCorrupt = defineFault({
  id: 'clip-corrupt',
  title: 'The clip is truncated',
  boundary: 'clip',
  expected: { step: 'environment-setup', cause: 'CLIP_CORRUPT' },
  async options(stage) {
    const fixture = await copyClip(stage);
    await truncate(fixture, 20_000);
    return { fixture };
  },
});
