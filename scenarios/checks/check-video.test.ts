import { expect, test } from 'vitest';
import { recordChecks } from '../testing/record-checks.ts';
import { checkVideo } from './check-video.ts';

const clip = { width: 640, height: 360 };
const right = { frameSize: clip, videoClock: { speed: 1, jitterMs: 0.4 } };
type Measured = Parameters<typeof checkVideo>[1];

function recorded(measured: Measured, isEven = true) {
  return recordChecks((ctx) => checkVideo(ctx, measured, clip, isEven));
}

test('frames have the size and the pace of the clip', () => {
  expect(recorded(right)).toMatchObject({
    passed: ['frame-size', 'playback-speed-error', 'frame-jitter-max'],
    failed: [],
  });
});

test.each<[string, Partial<Measured>]>([
  ['frame-size', { frameSize: { width: 360, height: 640 } }],
  ['frame-size', { frameSize: null }],
  ['playback-speed-error', { videoClock: { speed: 30 / 30.03, jitterMs: 0.4 } }],
  ['playback-speed-error', { videoClock: { speed: 30.03 / 30, jitterMs: 0.4 } }],
  ['frame-jitter-max', { videoClock: { speed: 1, jitterMs: 4.2 } }],
])('%s differs from the clip: %j', (name, change) => {
  expect(recorded({ ...right, ...change }).failed).toEqual([name]);
});

test('pace is checked only when what was published has an even pace', () => {
  const jumpy = { ...right, videoClock: { speed: 0.8, jitterMs: 900 } };
  expect(recorded(jumpy, false)).toMatchObject({ passed: ['frame-size'], failed: [] });
  expect(recorded({ ...right, videoClock: null })).toMatchObject({
    passed: ['frame-size'],
    notMeasured: ['playback-speed-error', 'frame-jitter-max'],
    failed: [],
  });
});
