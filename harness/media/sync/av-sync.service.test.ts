import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTempFolder } from '../../../lib/testing/temp-folder.ts';
import { rmsDbfs } from '../audio/signal/level.ts';
import {
  capture,
  createStream,
  type FakeCapture,
  type FakeStream,
  FRAME_S,
  voice,
} from '../testing/fake-stream.ts';
import { compareFrames } from '../video/compare-frames.ts';
import { measureAvSync } from './av-sync.ts';
import { classifySegmentAudio, type SegmentAudio } from './segment-audio.ts';

let folder: Awaited<ReturnType<typeof createTempFolder>>;
let stream: FakeStream;

beforeAll(async () => {
  folder = await createTempFolder();
  stream = await createStream(folder.file);
});
afterAll(() => folder[Symbol.asyncDispose]());

async function measure(fake: FakeCapture) {
  const output = await capture(folder.file, stream, fake);
  const frames = compareFrames(stream.reference.frames, output.frames);
  const segments = stream.segments.map((segment) =>
    classifySegmentAudio(segment, frames.mapping, output.audio),
  );
  return { frames, segments, sync: measureAvSync(segments) };
}

const contents = (segments: readonly SegmentAudio[]) => segments.map(({ content }) => content);

const tone = Float32Array.from(
  { length: 96_000 },
  (_, n) => 0.3 * Math.sin((2 * Math.PI * 400 * n) / 48_000),
);
const silence = new Float32Array(96_000);

test('locates the original segments in the reference to within a sample', () => {
  stream.segments.forEach(({ source }, k) => {
    expect(source).toMatchObject({ found: true });
    if (source.found) expect(Math.abs(source.startS - k * 2)).toBeLessThan(0.0002);
  });
});

test.each([
  [0, false],
  [24, false],
  [-40, true],
  [150, true],
  [-2100, false],
])('measures audio that is %i ms late, within 2 ms', async (lateMs, fragmented) => {
  const { segments, sync } = await measure({ audio: stream.dubs, lateMs, fragmented });
  expect(sync.n).toBe(lateMs === -2100 ? 2 : 3);
  for (const segment of sync.segments) {
    if (lateMs === -2100 && segment.sequence === 0) expect(segment).toMatchObject({ measured: false });
    else expect(Math.abs((segment.measured ? segment.offsetMs : Number.NaN) - lateMs)).toBeLessThan(2);
  }
  expect(Math.abs((sync.figures?.medianMs ?? Number.NaN) - lateMs)).toBeLessThan(2);
  expect(sync.figures?.spreadMs).toBeLessThan(2);
  if (lateMs !== -2100) expect(contents(segments)).toEqual(['dubbed', 'dubbed', 'dubbed']);
});

test('measures a capture without its first and last frames', async () => {
  const videoFilter = "select='between(n,20,143)*not(between(n,70,74))'";
  const { frames, sync } = await measure({ audio: stream.dubs, lateMs: 24, videoFilter });
  expect(frames).toMatchObject({
    missingHead: 20,
    missingInside: 5,
    missingTail: 6,
    changed: 0,
    repeated: 0,
  });
  expect(sync.n).toBe(3);
  expect(Math.abs((sync.figures?.minMs ?? Number.NaN) - 24)).toBeLessThan(2);
  expect(Math.abs((sync.figures?.maxMs ?? Number.NaN) - 24)).toBeLessThan(2);
});

test('distinguishes changed frames from missing ones', async () => {
  const { frames, sync } = await measure({
    audio: stream.dubs,
    videoFilter: "drawbox=color=red:enable='between(n,60,62)'",
  });
  expect(frames).toMatchObject({ identical: 147, changed: 3, missingInside: 0, repeated: 0 });
  expect(sync.n).toBe(3);
});

test('detects a frame that is repeated twice, and audio that is early from then on', async () => {
  const { frames, sync } = await measure({
    audio: stream.dubs,
    videoFilter: 'loop=loop=2:size=1:start=60,setpts=N/25/TB',
  });
  expect(frames).toMatchObject({ identical: 150, repeated: 2, changed: 0 });
  const deltas = sync.segments.map((segment) =>
    segment.measured ? Math.round(segment.offsetMs) : undefined,
  );
  expect(Math.abs(deltas[0] ?? Number.NaN)).toBeLessThan(2);
  expect(Math.abs((deltas[1] ?? 0) + 2 * FRAME_S * 1000)).toBeLessThan(2);
  expect(Math.abs((deltas[2] ?? 0) + 2 * FRAME_S * 1000)).toBeLessThan(2);
});

test('does not measure a segment whose frames are missing', async () => {
  const { segments, sync } = await measure({ audio: stream.dubs, videoFilter: "select='gte(n,100)'" });
  expect(sync.segments.map((segment) => segment.measured)).toEqual([false, false, true]);
  expect(sync.segments[0]).toMatchObject({
    reason: expect.stringContaining('its frames are not in the capture'),
  });
  expect(contents(segments)).toEqual(['dubbed', 'dubbed', 'dubbed']);
});

test('classifies silence, the original and noise, and measures only the original', async () => {
  const [, original = silence] = stream.originals;
  const { segments, sync } = await measure({ audio: [silence, original, voice(99, 2)] });
  expect(contents(segments)).toEqual(['silence', 'original', 'other']);
  expect(segments[0]?.levelDbfs).toBeLessThan(-80);
  expect(segments[1]?.originalSimilarity).toBeGreaterThan(0.9);
  expect(segments[1]?.dubbedSimilarity).toBeLessThan(0.3);
  expect(segments[2]?.levelDbfs).toBeGreaterThan(-40);
  expect(sync).toMatchObject({
    n: 1,
    segments: [{ measured: false }, { measured: true }, { measured: false }],
  });
});

test('classifies and measures the original where no dubbed audio exists', async () => {
  const output = await capture(folder.file, stream, { audio: stream.originals, lateMs: 60 });
  const { mapping } = compareFrames(stream.reference.frames, output.frames);
  const segments = stream.segments.map(({ dubbed: _, ...segment }) =>
    classifySegmentAudio(segment, mapping, output.audio),
  );
  expect(contents(segments)).toEqual(['original', 'original', 'original']);
  expect(segments.map((segment) => segment.dubbedSimilarity)).toEqual([0, 0, 0]);
  const { n, figures } = measureAvSync(segments);
  expect(n).toBe(3);
  expect(Math.abs((figures?.medianMs ?? Number.NaN) - 60)).toBeLessThan(2);
});

test('classifies an echo (dubbed audio equal to the original) as dubbed', async () => {
  const output = await capture(folder.file, stream, { audio: stream.originals });
  const { mapping } = compareFrames(stream.reference.frames, output.frames);
  const segments = stream.segments.map((segment) =>
    classifySegmentAudio({ ...segment, dubbed: segment.original }, mapping, output.audio),
  );
  expect(contents(segments)).toEqual(['dubbed', 'dubbed', 'dubbed']);
});

test('classifies a mix by its louder part', async () => {
  const mixed = (gain: number) =>
    stream.originals.map((original, k) => {
      const dub = stream.dubs[k] ?? silence;
      const equal = 10 ** ((rmsDbfs(original) - rmsDbfs(dub)) / 20);
      return original.map((sample, n) => sample + gain * equal * (dub[n] ?? 0));
    });
  const under = await measure({ audio: mixed(0.9) });
  expect(contents(under.segments)).toEqual(['original', 'original', 'original']);
  for (const { dubbedSimilarity } of under.segments) expect(dubbedSimilarity).toBeGreaterThan(0.5);
  const over = await measure({ audio: mixed(1.3) });
  expect(contents(over.segments)).toEqual(['dubbed', 'dubbed', 'dubbed']);
});

test('classifies a segment aired in place of another as other', async () => {
  const [first = silence, second = silence, third = silence] = stream.dubs;
  const { segments, sync } = await measure({ audio: [second, first, third] });
  expect(contents(segments)).toEqual(['other', 'other', 'dubbed']);
  const deltas = sync.segments.map((segment) =>
    segment.measured ? Math.round(segment.offsetMs / 10) * 10 : undefined,
  );
  expect(deltas).toEqual([2000, -2000, 0]);
});

test('does not measure dubbed audio that fits anywhere', async () => {
  const output = await capture(folder.file, stream, { audio: [tone, tone, tone] });
  const { mapping } = compareFrames(stream.reference.frames, output.frames);
  const [segment] = stream.segments;
  if (segment === undefined) throw new Error('no segment');
  const samples = tone.filter((_, index) => index % 6 === 0);
  const dubbed = { ...segment.original, samples };
  const classified = classifySegmentAudio({ ...segment, dubbed }, mapping, output.audio);
  expect(classified.aired).toMatchObject({
    found: false,
    reason: expect.stringContaining('more than one place'),
  });
  expect(classified.content).toBe('dubbed');
  expect(measureAvSync([classified])).toMatchObject({ n: 0 });
});
