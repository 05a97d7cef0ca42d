import { expect, test } from 'vitest';
import { measureVideoClock } from './video-clock.ts';

/** 300 frames at 30 fps, with times rounded to milliseconds as in RTMP. */
const shown = (timeOf: (referenceS: number, n: number) => number) =>
  Array.from({ length: 300 }, (_, n) => ({
    referencePtsS: n / 30,
    candidatePtsS: Math.round(timeOf(n / 30, n) * 1000) / 1000,
  }));

test.each([1, 30 / 30.03, 30.03 / 30, 24 / 25])(
  'measures a speed of %d, independent of the start',
  (speed) => {
    const clock = measureVideoClock(shown((referenceS) => 7.123 + referenceS / speed));
    expect(clock?.speed).toBeCloseTo(speed, 4);
    expect(clock?.jitterS).toBeLessThan(0.001);
  },
);

test('measures the jitter of one early or late frame', () => {
  for (const offsetS of [-0.03, 0.03]) {
    const clock = measureVideoClock(shown((referenceS, n) => referenceS + (n === 100 ? offsetS : 0)));
    expect(clock?.speed).toBeCloseTo(1, 4);
    expect(clock?.jitterS).toBeCloseTo(0.03, 2);
  }
});

test('measures a jump of 0.2 s in the middle', () => {
  const clock = measureVideoClock(shown((referenceS, n) => referenceS + (n >= 150 ? 0.2 : 0)));
  expect(clock?.jitterS).toBeCloseTo(0.1, 2);
});

test('returns undefined for less than three frames', () => {
  const pairs = shown((referenceS) => referenceS);
  expect(measureVideoClock(pairs.slice(0, 2))).toBeUndefined();
  expect(measureVideoClock(pairs.slice(0, 3))).toBeDefined();
});
