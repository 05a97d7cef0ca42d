import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { holdVideo } from './video-hold.ts';

const MiB = 1024 * 1024;

test('takes everything at once, long before anyone reads it', async () => {
  const chunks = Array.from({ length: 80 }, (_, n) => Buffer.alloc(64 * 1024, n));
  const video = Readable.from(chunks, { objectMode: false });
  const taken = new Promise((resolve) => video.once('end', resolve));
  const hold = holdVideo(video, 8 * MiB);
  await taken;
  expect(hold.readableLength).toBeGreaterThan(0);
  expect((await buffer(hold)).equals(Buffer.concat(chunks))).toBe(true);
});

test('what was read is held no more', async () => {
  const video = new PassThrough();
  const hold = holdVideo(video, MiB);
  const read = buffer(hold);
  for (let n = 0; n < 64; n++) {
    video.write(Buffer.alloc(64 * 1024));
    await sleep(0);
  }
  video.end();
  expect((await read).length).toBe(4 * MiB);
});

test('more than it may hold fails, with how much there was', async () => {
  const video = new PassThrough({ highWaterMark: MiB });
  const hold = holdVideo(video, 100_000);
  for (let n = 0; n < 20; n++) video.write(Buffer.alloc(10_000));
  await expect(buffer(hold)).rejects.toMatchObject({ code: 'VIDEO_HOLD_FULL', heldBytes: 110_000 });
});

test('an error of the video is the hold’s, and ends no process while nobody reads it', async () => {
  const video = new PassThrough();
  const hold = holdVideo(video, MiB);
  video.destroy(new Error('broken'));
  await sleep(5);
  await expect(buffer(hold)).rejects.toThrow('broken');
});
