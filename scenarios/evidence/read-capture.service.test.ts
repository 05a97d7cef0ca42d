import { mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeMedia } from '../../harness/media/index.ts';
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
    cut('begun.mp4', 0, 4),
    cut('again.mp4', 3, 6),
    cut('late.mp4', 5, 6),
  ]);
});
afterAll(() => stack.disposeAsync());

async function ffmpeg(args: readonly string[]): Promise<void> {
  await execa('ffmpeg', ['-v', 'error', '-nostdin', ...args], { cwd: folder });
}

/** A clip of 6 s with a keyframe a second. */
async function make(name: string, picture: string): Promise<void> {
  const inputs = [
    '-f',
    'lavfi',
    '-i',
    `${picture}=s=64x36:r=${FRAMES_PER_S}`,
    '-f',
    'lavfi',
    '-i',
    'anoisesrc=seed=4',
  ];
  await ffmpeg([...inputs, '-t', '6', '-c:v', 'libx264', '-bf', '0', '-g', '25', '-c:a', 'aac', name]);
}

/** A part of the clip, on a clock of its own. */
async function cut(name: string, fromS: number, toS: number): Promise<void> {
  const piece = ['-ss', String(fromS), '-to', String(toS), '-i', 'clip.mp4'];
  await ffmpeg([
    ...piece,
    ...piece,
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
  const { frames: reference } = await decodeMedia(join(folder, 'clip.mp4'), { signal, withinMs: 20_000 });
  const [path = ''] = publications.map((publication) => publication.path);
  const times = { onAirAtMs: 0, endedAtMs: 0, offAirMs: 0 };
  const capture = { path, by: 'recording', sizeBytes: 0, ...times } as const;
  const options = { folder, reference, signal, decoded: undefined };
  return await readCapture({ ...capture, ...(publications.length > 1 && { publications }) }, options);
}

test('an output that was published once is what was recorded', async () => {
  const { recording, seams, publications } = await read({ path: 'whole.mp4' });
  expect(recording.decoded.frames).toHaveLength(6 * FRAMES_PER_S);
  expect([seams, publications]).toEqual([[], []]);
});

test('published again: where, what is in both, and how far the sound and the clock of the publisher have moved', async () => {
  const begun = { path: 'begun.mp4', startS: 1.5 };
  const { recording, seams, publications } = await read(begun, { path: 'again.mp4', startS: 4.479 });
  expect(recording.decoded.frames).toHaveLength(6 * FRAMES_PER_S);
  expect(publications).toHaveLength(2);
  expect(seams).toEqual([
    {
      atS: expect.closeTo(3, 3),
      repeatedFrames: FRAMES_PER_S,
      missingFrames: 0,
      soundOffMs: expect.closeTo(0, 0),
      clockOffMs: expect.closeTo(-21, 0),
    },
  ]);
});

test('what was left out, twice over; no sound to compare, and nobody who told the clock', async () => {
  const { recording, seams } = await read({ path: 'begun.mp4' }, { path: 'late.mp4' }, { path: 'late.mp4' });
  expect(recording.decoded.frames).toHaveLength(5 * FRAMES_PER_S);
  expect(seams).toMatchObject([
    { missingFrames: FRAMES_PER_S, repeatedFrames: 0, soundOffMs: null, clockOffMs: null },
    { atS: expect.closeTo(5, 3), missingFrames: 0, repeatedFrames: FRAMES_PER_S },
  ]);
  expect(seams[0]?.notMeasuredBecause).toContain('0.5 s are needed');
});

test('a publication that shows something else has no place', async () => {
  await expect(read({ path: 'begun.mp4' }, { path: 'other.mp4' })).rejects.toMatchObject({
    code: 'PUBLICATION_UNKNOWN',
    fault: 'PRODUCT',
    message: expect.stringContaining('other.mp4'),
  });
});
