import { expect, test } from 'vitest';
import { limitPlace } from './limit-bar.ts';

test.each([
  [
    'in the middle of both bounds',
    0,
    { min: -120, max: 120 },
    { allowedFrom: 16.7, allowedTo: 83.3, at: 50 },
  ],
  ['over the upper bound', 11, { max: 10 }, { allowedFrom: 0, allowedTo: 80, at: 88 }],
  ['far over it: at the edge', 99, { max: 10 }, { allowedFrom: 0, allowedTo: 80, at: 100 }],
  ['over a lower bound', 4, { min: 2 }, { allowedFrom: 20, allowedTo: 100, at: 100 }],
  ['a level above its least', -20, { min: -60 }, { allowedFrom: 20, allowedTo: 100, at: 73.3 }],
])('%s', (_, actual, bounds, expected) => {
  const placed = limitPlace(actual, bounds);
  const rounded = Object.entries(placed ?? {}).map(([key, value]) => [key, Math.round(value * 10) / 10]);
  expect(Object.fromEntries(rounded)).toEqual(expected);
});

test('bounds that allow one value only are no bar', () => {
  expect(limitPlace(0, { max: 0 })).toBeUndefined();
});
