import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTempFolder } from '../../../lib/testing/temp-folder.ts';
import { hearWindow } from '../audio/segment-audio.ts';
import { rmsDbfs } from '../audio/signal/level.ts';
import {
  capture,
  createStream,
  type FakeCapture,
  type FakeStream,
  FRAME_S,
  voice,
} from '../testing/fake-stream.ts';
import { compareFrames } from '../video/frame-identity.ts';
import { measureAvSync } from './av-sync.ts';

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
  const heard = stream.windows.map((window) => hearWindow(window, frames.mapping, output.audio));
  return { frames, heard, sync: measureAvSync(heard) };
}

const tone = Float32Array.from(
  { length: 96_000 },
  (_, n) => 0.3 * Math.sin((2 * Math.PI * 400 * n) / 48_000),
);
const silence = new Float32Array(96_000);

test('the original windows are found in the reference, to the sample', () => {
  stream.windows.forEach(({ source }, k) => {
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
])('sound that is %i ms late is measured so, within 2 ms', async (lateMs, fragmented) => {
  const { heard, sync } = await measure({ sounds: stream.dubs, lateMs, fragmented });
  expect(sync.n).toBe(lateMs === -2100 ? 2 : 3);
  for (const window of sync.windows) {
    if (lateMs === -2100 && window.sequence === 0) expect(window).toMatchObject({ measured: false });
    else expect(Math.abs((window.measured ? window.deltaMs : Number.NaN) - lateMs)).toBeLessThan(2);
  }
  expect(Math.abs((sync.figures?.medianMs ?? Number.NaN) - lateMs)).toBeLessThan(2);
  expect(sync.figures?.spreadMs).toBeLessThan(2);
  if (lateMs !== -2100) expect(heard.map((window) => window.heard)).toEqual(['dubbed', 'dubbed', 'dubbed']);
});

test('without its first and last frames the capture is measured as well', async () => {
  const picture = "select='between(n,20,143)*not(between(n,70,74))'";
  const { frames, sync } = await measure({ sounds: stream.dubs, lateMs: 24, picture });
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

test('changed frames are told from missing ones', async () => {
  const { frames, sync } = await measure({
    sounds: stream.dubs,
    picture: "drawbox=color=red:enable='between(n,60,62)'",
  });
  expect(frames).toMatchObject({ identical: 147, changed: 3, missingInside: 0, repeated: 0 });
  expect(sync.n).toBe(3);
});

test('a picture that stands still for two frames is seen, and that the sound is early from there on', async () => {
  const { frames, sync } = await measure({
    sounds: stream.dubs,
    picture: 'loop=loop=2:size=1:start=60,setpts=N/25/TB',
  });
  expect(frames).toMatchObject({ identical: 150, repeated: 2, changed: 0 });
  const deltas = sync.windows.map((window) => (window.measured ? Math.round(window.deltaMs) : undefined));
  expect(Math.abs(deltas[0] ?? Number.NaN)).toBeLessThan(2);
  expect(Math.abs((deltas[1] ?? 0) + 2 * FRAME_S * 1000)).toBeLessThan(2);
  expect(Math.abs((deltas[2] ?? 0) + 2 * FRAME_S * 1000)).toBeLessThan(2);
});

test('a window whose picture is not there is not measured', async () => {
  const { heard, sync } = await measure({ sounds: stream.dubs, picture: "select='gte(n,100)'" });
  expect(sync.windows.map((window) => window.measured)).toEqual([false, false, true]);
  expect(sync.windows[0]).toMatchObject({
    reason: expect.stringContaining('its picture is not in the capture'),
  });
  expect(heard.map((window) => window.heard)).toEqual(['dubbed', 'dubbed', 'dubbed']);
});

test('controls: the original, silence and noise are heard for what they are, and only the original is measured', async () => {
  const [, original = silence] = stream.originals;
  const { heard, sync } = await measure({ sounds: [silence, original, voice(99, 2)] });
  expect(heard.map((window) => window.heard)).toEqual(['silence', 'original', 'other']);
  expect(heard[0]?.levelDbfs).toBeLessThan(-80);
  expect(heard[1]?.originalCoefficient).toBeGreaterThan(0.9);
  expect(heard[1]?.dubbedCoefficient).toBeLessThan(0.3);
  expect(heard[2]?.levelDbfs).toBeGreaterThan(-40);
  expect(sync).toMatchObject({
    n: 1,
    windows: [{ measured: false }, { measured: true }, { measured: false }],
  });
});

test('windows for which nothing came back: the original is heard, and measured as late as it is', async () => {
  const output = await capture(folder.file, stream, { sounds: stream.originals, lateMs: 60 });
  const { mapping } = compareFrames(stream.reference.frames, output.frames);
  const heard = stream.windows.map(({ dubbed: _, ...window }) => hearWindow(window, mapping, output.audio));
  expect(heard.map((window) => window.heard)).toEqual(['original', 'original', 'original']);
  expect(heard.map((window) => window.dubbedCoefficient)).toEqual([0, 0, 0]);
  const { n, figures } = measureAvSync(heard);
  expect(n).toBe(3);
  expect(Math.abs((figures?.medianMs ?? Number.NaN) - 60)).toBeLessThan(2);
});

test('an echo, dubbed sound that is the original, is heard as dubbed', async () => {
  const output = await capture(folder.file, stream, { sounds: stream.originals });
  const { mapping } = compareFrames(stream.reference.frames, output.frames);
  const heard = stream.windows.map((window) =>
    hearWindow({ ...window, dubbed: window.original }, mapping, output.audio),
  );
  expect(heard.map((window) => window.heard)).toEqual(['dubbed', 'dubbed', 'dubbed']);
});

test('where both are heard, the louder one counts', async () => {
  const mixed = (gain: number) =>
    stream.originals.map((original, k) => {
      const dub = stream.dubs[k] ?? silence;
      const equal = 10 ** ((rmsDbfs(original) - rmsDbfs(dub)) / 20);
      return original.map((sample, n) => sample + gain * equal * (dub[n] ?? 0));
    });
  const under = await measure({ sounds: mixed(0.9) });
  expect(under.heard.map((window) => window.heard)).toEqual(['original', 'original', 'original']);
  for (const { dubbedCoefficient } of under.heard) expect(dubbedCoefficient).toBeGreaterThan(0.5);
  const over = await measure({ sounds: mixed(1.3) });
  expect(over.heard.map((window) => window.heard)).toEqual(['dubbed', 'dubbed', 'dubbed']);
});

test('a window that is aired in the place of another is not heard in its own', async () => {
  const [first = silence, second = silence, third = silence] = stream.dubs;
  const { heard, sync } = await measure({ sounds: [second, first, third] });
  expect(heard.map((window) => window.heard)).toEqual(['other', 'other', 'dubbed']);
  const deltas = sync.windows.map((window) =>
    window.measured ? Math.round(window.deltaMs / 10) * 10 : undefined,
  );
  expect(deltas).toEqual([2000, -2000, 0]);
});

test('a dubbed sound that fits anywhere is not measured', async () => {
  const output = await capture(folder.file, stream, { sounds: [tone, tone, tone] });
  const { mapping } = compareFrames(stream.reference.frames, output.frames);
  const [window] = stream.windows;
  if (window === undefined) throw new Error('no window');
  const samples = tone.filter((_, index) => index % 6 === 0);
  const dubbed = { ...window.original, samples };
  const heard = hearWindow({ ...window, dubbed }, mapping, output.audio);
  expect(heard.aired).toMatchObject({
    found: false,
    reason: expect.stringContaining('more than one place'),
  });
  expect(heard.heard).toBe('dubbed');
  expect(measureAvSync([heard])).toMatchObject({ n: 0 });
});
