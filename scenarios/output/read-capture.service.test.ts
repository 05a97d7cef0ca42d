import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DecodedMedia, decodeMedia } from '../../harness/media/index.ts';
import { readCapture } from './read-capture.ts';

const signal = new AbortController().signal;
const FRAMES_PER_S = 25;

let stack: AsyncDisposableStack;
let folder: string;

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  folder = stack.use(await mkdtempDisposable(join(tmpdir(), 'dubstep-capture-'))).path;
  await make('clip.mp4', 'testsrc2');
  await make('other.mp4', 'mandelbrot');
  await Promise.all([
    cut('whole.mp4', 0, 6),
    cut('first.mp4', 0, 4),
    cut('again.mp4', 3, 6),
    cut('late.mp4', 5, 6),
  ]);
});
afterAll(() => stack.disposeAsync());

async function ffmpeg(args: readonly string[]): Promise<void> {
  await execa('ffmpeg', ['-v', 'error', '-nostdin', ...args], { cwd: folder });
}

/** A clip of 6 s with a key frame per second. */
async function make(name: string, testPicture: string): Promise<void> {
  const inputs = [
    '-f',
    'lavfi',
    '-i',
    `${testPicture}=s=64x36:r=${FRAMES_PER_S}`,
    '-f',
    'lavfi',
    '-i',
    'anoisesrc=seed=4',
  ];
  await ffmpeg([...inputs, '-t', '6', '-c:v', 'libx264', '-bf', '0', '-g', '25', '-c:a', 'aac', name]);
}

/** A part of the clip, on its own clock. */
async function cut(name: string, fromS: number, toS: number): Promise<void> {
  const part = ['-ss', String(fromS), '-to', String(toS), '-i', 'clip.mp4'];
  await ffmpeg([
    ...part,
    ...part,
    '-map',
    '0:v',
    '-map',
    '1:a',
    '-c:v',
    'copy',
    '-c:a',
    'pcm_s16be',
    '-f',
    'mov',
    name,
  ]);
}

async function read(...publications: { readonly path: string; readonly startS?: number }[]) {
  return await readDecoded(undefined, ...publications);
}

/** @param decoded what was decoded while the output was on air */
async function readDecoded(
  decoded: Promise<DecodedMedia> | undefined,
  ...publications: { readonly path: string; readonly startS?: number }[]
) {
  const { frames: reference } = await decodeMedia(join(folder, 'clip.mp4'), { signal, withinMs: 20_000 });
  const [path = ''] = publications.map((publication) => publication.path);
  const times = { onAirAtMs: 0, endedAtMs: 0, offAirMs: 0 };
  const capture = { path, by: 'recording', sizeBytes: 0, ...times } as const;
  const options = { folder, reference, signal, decoded };
  return await readCapture({ ...capture, ...(publications.length > 1 && { publications }) }, options);
}

test('reads an output that was published once', async () => {
  const { recording, seams, publications } = await read({ path: 'whole.mp4' });
  expect(recording.decoded.frames).toHaveLength(6 * FRAMES_PER_S);
  expect([seams, publications]).toEqual([[], []]);
});

test('locates a second publication, and measures how far audio and timestamps have moved', async () => {
  const first = { path: 'first.mp4', startS: 1.5 };
  const { recording, seams, publications } = await read(first, { path: 'again.mp4', startS: 4.479 });
  expect(recording.decoded.frames).toHaveLength(6 * FRAMES_PER_S);
  expect(publications).toHaveLength(2);
  expect(seams).toEqual([
    {
      atS: expect.closeTo(3, 3),
      repeatedFrames: FRAMES_PER_S,
      missingFrames: 0,
      audioShiftMs: expect.closeTo(0, 0),
      timestampShiftMs: expect.closeTo(-21, 0),
    },
  ]);
});

test('reports missing frames, audio that cannot be compared, and missing timestamps', async () => {
  const { recording, seams } = await read({ path: 'first.mp4' }, { path: 'late.mp4' }, { path: 'late.mp4' });
  expect(recording.decoded.frames).toHaveLength(5 * FRAMES_PER_S);
  expect(seams).toMatchObject([
    { missingFrames: FRAMES_PER_S, repeatedFrames: 0, audioShiftMs: null, timestampShiftMs: null },
    { atS: expect.closeTo(5, 3), missingFrames: 0, repeatedFrames: FRAMES_PER_S },
  ]);
  expect(seams[0]?.notMeasuredReason).toContain('0.5 s required');
});

test('rejects a publication without a frame of the clip', async () => {
  await expect(read({ path: 'first.mp4' }, { path: 'other.mp4' })).rejects.toMatchObject({
    code: 'PUBLICATION_UNKNOWN',
    fault: 'PRODUCT',
    message: expect.stringContaining('other.mp4'),
  });
});

test('uses media decoded on air for a single publication only', async () => {
  const options = { signal, withinMs: 20_000 };
  const onAir = await decodeMedia(join(folder, 'late.mp4'), options);
  const single = await readDecoded(Promise.resolve(onAir), { path: 'whole.mp4' });
  expect(single.recording.decoded).toBe(onAir);
  const { recording } = await readDecoded(
    Promise.resolve(onAir),
    { path: 'first.mp4' },
    { path: 'again.mp4' },
  );
  expect(recording.decoded.frames).toHaveLength(6 * FRAMES_PER_S);
});
