import { execa } from 'execa';
import { expect, test } from 'vitest';
import { openSource } from './open-source.ts';

const never = new AbortController().signal;
const VIDEO_INPUT = ['-f', 'lavfi', '-i', 'testsrc2=size=64x48:rate=10:duration=1'];
const AUDIO_INPUT = ['-f', 'lavfi', '-i', 'sine=sample_rate=44100:duration=1'];
const FRAGMENTED = ['-f', 'mp4', '-movflags', 'frag_keyframe+empty_moov', 'pipe:1'];

async function recording(...args: readonly string[]): Promise<Buffer> {
  const { stdout } = await execa('ffmpeg', ['-v', 'error', ...args, ...FRAGMENTED], { encoding: 'buffer' });
  return Buffer.from(stdout);
}

/** The bytes of a file in small chunks, and whether the source was closed. */
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

test('detects the tracks and forwards all bytes', async () => {
  const whole = await recording(...VIDEO_INPUT, ...AUDIO_INPUT, '-c:v', 'libx264', '-c:a', 'aac', '-ac', '2');
  const { chunks, seen } = chunksOf(whole);
  const { info, index, mp4Fragments, tracks, videoTrack } = await openSource(chunks, never);
  expect(info).toEqual({
    video: { codec: 'h264', width: 64, height: 48 },
    audio: { codec: 'aac', sampleRateHz: 44_100, channels: 2 },
  });
  expect(tracks.map(({ kind }) => kind)).toEqual(['video', 'audio']);
  expect(videoTrack).toBe(tracks[0]);
  const handedOn: Buffer[] = [index];
  for await (const { bytes } of mp4Fragments) handedOn.push(bytes);
  // After the last MP4 fragment ffmpeg writes a table of all.
  expect(Buffer.concat(handedOn)).toEqual(whole.subarray(0, whole.lastIndexOf('mfra') - 4));
  expect(seen.closed).toBe(true);
});

test('closes the source when reading is abandoned', async () => {
  const whole = await recording(...VIDEO_INPUT, ...AUDIO_INPUT, '-c:v', 'libx264', '-c:a', 'aac');
  const { chunks, seen } = chunksOf(whole);
  const { mp4Fragments } = await openSource(chunks, never);
  await mp4Fragments.next();
  await mp4Fragments.return();
  expect(seen.closed).toBe(true);
});

test('accepts a source without audio', async () => {
  const { chunks } = chunksOf(await recording(...VIDEO_INPUT, '-c:v', 'libx264'));
  const { info, mp4Fragments } = await openSource(chunks, never);
  expect(info.audio).toBeUndefined();
  await mp4Fragments.return();
});

test.each([
  ['no video', [...AUDIO_INPUT, '-c:a', 'aac'], 'it has no video (found: audio aac)'],
  [
    'video that RTMP does not support',
    [...VIDEO_INPUT, ...AUDIO_INPUT, '-c:v', 'mpeg4', '-c:a', 'aac'],
    'supports only H.264 video (found: video mpeg4, audio aac)',
  ],
])('rejects and closes a source with %s', async (_, args, reason) => {
  const { chunks, seen } = chunksOf(await recording(...args));
  await expect(openSource(chunks, never)).rejects.toMatchObject({
    code: 'SOURCE_REFUSED',
    message: expect.stringContaining(reason),
  });
  expect(seen.closed).toBe(true);
});

test('rejects a recording that ends before any media', async () => {
  const whole = await recording(...VIDEO_INPUT, ...AUDIO_INPUT, '-c:v', 'libx264', '-c:a', 'aac');
  const { chunks } = chunksOf(whole.subarray(0, 200));
  await expect(openSource(chunks, never)).rejects.toThrow(
    'the recording ended after 200 bytes, before any media',
  );
});

test.each([
  ['is not an MP4', Buffer.from('this is not a recording'), 'expected an MP4 box at byte 0'],
  [
    'starts with media',
    Buffer.from([0, 0, 0, 16, ...Buffer.from('mdat'), ...Buffer.alloc(8)]),
    'has an MP4 fragment where the index was expected',
  ],
  [
    'has an empty index',
    Buffer.concat(['moov', 'mdat'].map((type) => Buffer.from([0, 0, 0, 8, ...Buffer.from(type)]))),
    'found: no tracks',
  ],
])('rejects a recording that %s', async (_, bytes, reason) => {
  const { chunks, seen } = chunksOf(bytes);
  await expect(openSource(chunks, never)).rejects.toMatchObject({
    code: 'SOURCE_REFUSED',
    message: expect.stringContaining(reason),
  });
  expect(seen.closed).toBe(true);
});

test('rejects with the reason when the signal is aborted', async () => {
  const whole = await recording(...VIDEO_INPUT, ...AUDIO_INPUT, '-c:v', 'libx264', '-c:a', 'aac');
  const { chunks, seen } = chunksOf(whole);
  await expect(openSource(chunks, AbortSignal.abort(new Error('aborted')))).rejects.toThrow('aborted');
  expect(seen.closed).toBe(true);
});
