import { expect, test } from 'vitest';
import { judge } from '../testing/recording-context.ts';
import { checkPicture } from './check-picture.ts';

const clip = { width: 640, height: 360 };
const right = { pictureSize: clip, pictureClock: { speed: 1, unevenMs: 0.4 } };
type Measured = Parameters<typeof checkPicture>[1];

function judged(measured: Measured, isEven = true) {
  return judge((ctx) => checkPicture(ctx, measured, clip, isEven));
}

test('the size and the pace of the clip', () => {
  expect(judged(right)).toMatchObject({
    held: ['frame-size', 'playback-speed-error', 'frame-jitter-max'],
    failed: [],
  });
});

test.each<[string, Partial<Measured>]>([
  ['frame-size', { pictureSize: { width: 360, height: 640 } }],
  ['frame-size', { pictureSize: null }],
  ['playback-speed-error', { pictureClock: { speed: 30 / 30.03, unevenMs: 0.4 } }],
  ['playback-speed-error', { pictureClock: { speed: 30.03 / 30, unevenMs: 0.4 } }],
  ['frame-jitter-max', { pictureClock: { speed: 1, unevenMs: 4.2 } }],
])('%s is not that of the clip: %j', (name, change) => {
  expect(judged({ ...right, ...change }).failed).toEqual([name]);
});

test('a pace is asked for where what was published has one, and pictures of it are there', () => {
  const jumpy = { ...right, pictureClock: { speed: 0.8, unevenMs: 900 } };
  expect(judged(jumpy, false)).toMatchObject({ held: ['frame-size'], failed: [] });
  expect(judged({ ...right, pictureClock: null })).toMatchObject({ held: ['frame-size'], failed: [] });
});
