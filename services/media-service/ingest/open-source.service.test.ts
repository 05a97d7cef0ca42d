import { execa } from 'execa';
import { expect, test } from 'vitest';
import { openSource } from './open-source.ts';

const never = new AbortController().signal;
const PICTURE = ['-f', 'lavfi', '-i', 'testsrc2=size=64x48:rate=10:duration=1'];
const SOUND = ['-f', 'lavfi', '-i', 'sine=sample_rate=44100:duration=1'];
const FRAGMENTED = ['-f', 'mp4', '-movflags', 'frag_keyframe+empty_moov', 'pipe:1'];

async function recording(...args: readonly string[]): Promise<Buffer> {
  const { stdout } = await execa('ffmpeg', ['-v', 'error', ...args, ...FRAGMENTED], { encoding: 'buffer' });
  return Buffer.from(stdout);
}

/** The bytes of a file in small chunks, and whether their source was closed. */
function chunksOf(whole: Buffer, size = 700) {
  const seen = { closed: false };
  const chunks = (async function* (): AsyncGenerator<Buffer, void, undefined> {
    try {
      for (let offset = 0; offset < whole.length; offset += size) yield whole.subarray(offset, offset + size);
    } finally {
      seen.closed = true;
    }
  })();
  return { chunks, seen };
}

test('what the publisher sends is told, and all of its bytes are handed on', async () => {
  const whole = await recording(...PICTURE, ...SOUND, '-c:v', 'libx264', '-c:a', 'aac', '-ac', '2');
  const { chunks, seen } = chunksOf(whole);
  const { info, index, fragments, tracks, videoTrack } = await openSource(chunks, never);
  expect(info).toEqual({
    video: { codec: 'h264', width: 64, height: 48 },
    audio: { codec: 'aac', sampleRateHz: 44_100, channels: 2 },
  });
  expect(tracks.map(({ kind }) => kind)).toEqual(['video', 'audio']);
  expect(videoTrack).toBe(tracks[0]);
  const handedOn: Buffer[] = [index];
  for await (const { bytes } of fragments) handedOn.push(bytes);
  // Behind the last fragment ffmpeg writes a table of them all.
  expect(Buffer.concat(handedOn)).toEqual(whole.subarray(0, whole.lastIndexOf('mfra') - 4));
  expect(seen.closed).toBe(true);
});

test('who stops reading at the first bytes closes the source', async () => {
  const whole = await recording(...PICTURE, ...SOUND, '-c:v', 'libx264', '-c:a', 'aac');
  const { chunks, seen } = chunksOf(whole);
  const { fragments } = await openSource(chunks, never);
  await fragments.next();
  await fragments.return();
  expect(seen.closed).toBe(true);
});

test('a source without audio is one', async () => {
  const { chunks } = chunksOf(await recording(...PICTURE, '-c:v', 'libx264'));
  const { info, fragments } = await openSource(chunks, never);
  expect(info.audio).toBeUndefined();
  await fragments.return();
});

test.each([
  ['no video', [...SOUND, '-c:a', 'aac'], 'it has no video (found: audio aac)'],
  [
    'video that RTMP does not carry',
    [...PICTURE, ...SOUND, '-c:v', 'mpeg4', '-c:a', 'aac'],
    'supports only H.264 video (found: video mpeg4, audio aac)',
  ],
])('a source with %s is refused, and closed', async (_, args, told) => {
  const { chunks, seen } = chunksOf(await recording(...args));
  await expect(openSource(chunks, never)).rejects.toMatchObject({
    code: 'SOURCE_REFUSED',
    message: expect.stringContaining(told),
  });
  expect(seen.closed).toBe(true);
});

test('a recording that ends before any media is refused', async () => {
  const whole = await recording(...PICTURE, ...SOUND, '-c:v', 'libx264', '-c:a', 'aac');
  const { chunks } = chunksOf(whole.subarray(0, 200));
  await expect(openSource(chunks, never)).rejects.toThrow(
    'the recording ended after 200 bytes, before any media',
  );
});

test.each([
  ['is no MP4', Buffer.from('this is not a recording'), 'expected an MP4 box at byte 0'],
  [
    'begins with media',
    Buffer.from([0, 0, 0, 16, ...Buffer.from('mdat'), ...Buffer.alloc(8)]),
    'has a fragment where the index was expected',
  ],
  [
    'has an index of nothing',
    Buffer.concat(['moov', 'mdat'].map((type) => Buffer.from([0, 0, 0, 8, ...Buffer.from(type)]))),
    'found: no tracks',
  ],
])('what %s is refused', async (_, bytes, told) => {
  const { chunks, seen } = chunksOf(bytes);
  await expect(openSource(chunks, never)).rejects.toMatchObject({
    code: 'SOURCE_REFUSED',
    message: expect.stringContaining(told),
  });
  expect(seen.closed).toBe(true);
});

test('told to end, it ends with the reason', async () => {
  const whole = await recording(...PICTURE, ...SOUND, '-c:v', 'libx264', '-c:a', 'aac');
  const { chunks, seen } = chunksOf(whole);
  await expect(openSource(chunks, AbortSignal.abort(new Error('aborted')))).rejects.toThrow('aborted');
  expect(seen.closed).toBe(true);
});
