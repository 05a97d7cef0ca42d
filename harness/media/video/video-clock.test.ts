import { expect, test } from 'vitest';
import { measureVideoClock } from './video-clock.ts';

/** 300 pictures at 30 a second, shown at times that are rounded as RTMP rounds them. */
const shown = (timeOf: (referenceS: number, n: number) => number) =>
  Array.from({ length: 300 }, (_, n) => ({
    referencePtsS: n / 30,
    candidatePtsS: Math.round(timeOf(n / 30, n) * 1000) / 1000,
  }));

test.each([1, 30 / 30.03, 30.03 / 30, 24 / 25])('a speed of %d, whenever it begins', (speed) => {
  const clock = measureVideoClock(shown((referenceS) => 7.123 + referenceS / speed));
  expect(clock?.speed).toBeCloseTo(speed, 4);
  expect(clock?.jitterS).toBeLessThan(0.001);
});

test('one picture that is shown early, or late', () => {
  for (const offsetS of [-0.03, 0.03]) {
    const clock = measureVideoClock(shown((referenceS, n) => referenceS + (n === 100 ? offsetS : 0)));
    expect(clock?.speed).toBeCloseTo(1, 4);
    expect(clock?.jitterS).toBeCloseTo(0.03, 2);
  }
});

test('a jump of 0.2 s in the middle', () => {
  const clock = measureVideoClock(shown((referenceS, n) => referenceS + (n >= 150 ? 0.2 : 0)));
  expect(clock?.jitterS).toBeCloseTo(0.1, 2);
});

test('any line fits less than three pictures', () => {
  const pairs = shown((referenceS) => referenceS);
  expect(measureVideoClock(pairs.slice(0, 2))).toBeUndefined();
  expect(measureVideoClock(pairs.slice(0, 3))).toBeDefined();
});
