import { open } from 'node:fs/promises';
import { defineFault } from '../define-fault.ts';
import { copyClip } from '../rigging/clip-copy.ts';

/** Blocks of the file were lost, as by a bad disk; its header is intact. */
export const clipDamaged = defineFault({
  id: 'clip-damaged',
  title: 'The clip is damaged in the middle',
  boundary: 'clip',
  expected: { step: 'environment-setup', cause: 'CLIP_CORRUPT' },
  async options(stage) {
    const fixture = await copyClip(stage);
    await using file = await open(fixture, 'r+');
    const { size } = await file.stat();
    await file.write(Buffer.alloc(16_384), 0, 16_384, Math.floor(size / 2));
    return { fixture };
  },
});
