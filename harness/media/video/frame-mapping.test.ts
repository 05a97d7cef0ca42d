import { expect, test } from 'vitest';
import { FrameMapping } from './frame-mapping.ts';

const pair = (referencePtsS: number, candidatePtsS: number) => ({ referencePtsS, candidatePtsS });

test('interpolates between two frames', () => {
  const mapping = new FrameMapping([pair(0, 5), pair(0.2, 5.2), pair(0.4, 5.5)]);
  expect([0, 0.1, 0.2, 0.3, 0.4].map((time) => mapping.candidateTimeOf(time)?.toFixed(3))).toEqual([
    '5.000',
    '5.100',
    '5.200',
    '5.350',
    '5.500',
  ]);
});

test('extrapolates from the nearest frame', () => {
  const mapping = new FrameMapping([pair(1, 5), pair(2, 6.5)]);
  expect(mapping.candidateTimeOf(0.9)).toBeCloseTo(4.9, 9);
  expect(mapping.candidateTimeOf(1.1)).toBeCloseTo(5.1, 9);
  expect(mapping.candidateTimeOf(1.8)).toBeCloseTo(6.3, 9);
  expect(mapping.candidateTimeOf(2.2)).toBeCloseTo(6.7, 9);
});

test('returns undefined when no frame is near', () => {
  const mapping = new FrameMapping([pair(1, 5), pair(2, 6)]);
  expect([0.7, 1.5, 2.3].map((time) => mapping.candidateTimeOf(time))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(new FrameMapping([]).candidateTimeOf(0)).toBeUndefined();
});
