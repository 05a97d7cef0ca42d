import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTempFolder } from '../../../lib/testing/temp-folder.ts';
import type { FrameContent } from '../../run-data/frame-content.ts';
import { decodeThumbnails, type Thumbnail } from '../decode/decode-thumbnails.ts';
import { ffmpeg } from '../testing/ffmpeg.ts';
import { compareContent } from './compare-content.ts';

const FRAMES = 150;
const options = { signal: new AbortController().signal, withinMs: 20_000 };

let folder: Awaited<ReturnType<typeof createTempFolder>>;
let clip: string;
let reference: Thumbnail[];

beforeAll(async () => {
  folder = await createTempFolder();
  clip = folder.file('clip.mp4');
  await ffmpeg(['-f', 'lavfi', '-i', `testsrc2=s=320x180:r=30:d=5`, '-c:v', 'libx264', clip]);
  reference = await decodeThumbnails(clip, options);
});
afterAll(() => folder[Symbol.asyncDispose]());

async function compare(...args: readonly string[]): Promise<FrameContent> {
  const file = folder.file('capture.mp4');
  const passthrough = ['-fps_mode', 'passthrough', '-enc_time_base', '1/1000'];
  await ffmpeg(['-i', clip, ...args, ...passthrough, file]);
  return compareContent(reference, await decodeThumbnails(file, options));
}

test('recognises every frame of the clip itself', () => {
  expect(compareContent(reference, reference)).toEqual({
    ...{ compared: FRAMES, same: FRAMES, still: 0, displaced: 0, other: 0 },
    ...{ longestStill: null, displacement: null, missingByTime: 0, firstMissingAtS: null },
    ...{ frameRate: expect.closeTo(30, 0), referenceFrameRate: expect.closeTo(30, 0) },
  });
});

test.each([
  ['H.264 at a low bit rate', ['-c:v', 'libx264', '-crf', '38']],
  ['H.265 at half the size', ['-c:v', 'libx265', '-x265-params', 'log-level=error', '-vf', 'scale=160:90']],
  ['MPEG-4', ['-c:v', 'mpeg4', '-q:v', '12']],
])('recognises the frames when they are encoded as %s', async (_, args) => {
  expect(await compare(...args)).toMatchObject({ same: FRAMES, still: 0, other: 0, missingByTime: 0 });
});

test('measures how long the output stands still', async () => {
  const content = await compare('-vf', "loop=loop=60:size=1:start=60,select='lt(n,150)',setpts=N/30/TB");
  expect(content).toMatchObject({ still: 60, displacement: { shiftS: expect.closeTo(-2, 1) } });
  expect(content.longestStill?.atS).toBeCloseTo(2, 1);
  expect(content.longestStill?.durationS).toBeCloseTo(2, 0);
});

test('counts frames that are missing in time', async () => {
  const content = await compare('-vf', "select='not(between(mod(n,30),10,13))'");
  expect(content).toMatchObject({ missingByTime: 20, same: FRAMES - 20, still: 0 });
  expect(content.firstMissingAtS).toBeCloseTo(14 / 30, 1);
});

test('measures a lower frame rate', async () => {
  const content = await compare('-vf', 'fps=15');
  expect(content.frameRate).toBeCloseTo(15, 0);
  expect(content.referenceFrameRate).toBeCloseTo(30, 0);
});

test('recognises content from earlier that is shown again', async () => {
  const content = await compare('-vf', "loop=loop=1:size=60:start=0,select='lt(n,150)',setpts=N/30/TB");
  expect(content.displaced).toBeGreaterThan(55);
  expect(content.displacement?.shiftS).toBeCloseTo(-2, 1);
  expect(content.displacement?.atS).toBeCloseTo(2, 0);
});

test('recognises foreign frames, with frames of the clip around them', async () => {
  const content = await compare('-vf', "negate=enable='between(t,1,2)'");
  expect(content.other).toBeGreaterThan(25);
  expect(content).toMatchObject({ still: 0, displaced: 0, displacement: null });
});

test('applies a constant offset of the clocks', async () => {
  const moved = reference.map(({ ptsS, pixels }) => ({ ptsS: ptsS + 7.3, pixels }));
  expect(compareContent(reference, moved)).toMatchObject({ same: FRAMES, displaced: 0 });
});

test('compares nothing without frames', () => {
  expect(compareContent(reference, [])).toMatchObject({ compared: 0, longestStill: null, frameRate: null });
});
