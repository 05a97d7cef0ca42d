import { execa } from 'execa';
import { expect, test } from 'vitest';
import { hasFirstFragment } from './mp4-head.ts';

/** A box of ISO/IEC 14496-12: its size, its type, its content. */
function box(type: string, contentBytes: number): Buffer {
  const bytes = Buffer.alloc(8 + contentBytes);
  bytes.writeUInt32BE(bytes.length, 0);
  bytes.write(type, 4, 'latin1');
  return bytes;
}

/** The same with its size in 64 bits behind the type. */
function largeBox(type: string, contentBytes: number): Buffer {
  const bytes = Buffer.alloc(16 + contentBytes);
  bytes.writeUInt32BE(1, 0);
  bytes.write(type, 4, 'latin1');
  bytes.writeBigUInt64BE(BigInt(bytes.length), 8);
  return bytes;
}

const HEAD = Buffer.concat([box('ftyp', 20), box('moov', 700), box('moof', 100)]);

test.each([
  ['a box', box('mdat', 50)],
  ['a box with a large size', largeBox('mdat', 50)],
  ['an empty box', box('mdat', 0)],
])('the first media is there once the whole of %s is', (_, media) => {
  const whole = Buffer.concat([HEAD, media, box('moof', 10)]);
  const needed = HEAD.length + media.length;
  for (let length = 0; length < whole.length; length++) {
    expect(hasFirstFragment(whole.subarray(0, length))).toBe(length >= needed);
  }
});

test('a box that says it goes on to the end of the file holds no media yet', () => {
  const open = box('mdat', 50);
  open.writeUInt32BE(0, 0);
  expect(hasFirstFragment(Buffer.concat([HEAD, open]))).toBe(false);
});

test.each([2, 7])('a size of %i, less than a header, does not make it loop', (size) => {
  const broken = box('ftyp', 20);
  broken.writeUInt32BE(size, 0);
  expect(hasFirstFragment(broken)).toBe(false);
});

test('what ffmpeg writes has its first fragment before its end', async () => {
  const source = ['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=64x48:rate=10:duration=2'];
  const mp4 = ['-g', '10', '-f', 'mp4', '-movflags', 'frag_keyframe+empty_moov', 'pipe:1'];
  const { stdout } = await execa('ffmpeg', [...source, ...mp4], { encoding: 'buffer' });
  const whole = Buffer.from(stdout);
  expect(hasFirstFragment(whole.subarray(0, 100))).toBe(false);
  expect(hasFirstFragment(whole.subarray(0, whole.length / 2 + 1000))).toBe(true);
});
