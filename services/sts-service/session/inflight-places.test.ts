import { expect, test } from 'vitest';
import { InflightPlaces } from './inflight-places.ts';

test('a place is held until the worker has the result', () => {
  const places = new InflightPlaces(1000);
  places.take('a');
  places.take('b');
  places.answered('a', 100);
  expect(places.taken(200)).toBe(2);
  places.free('a');
  expect(places.taken(200)).toBe(1);
});

test('a worker that never says so holds a place no longer than the hold time after the result', () => {
  const places = new InflightPlaces(1000);
  places.take('a');
  expect(places.taken(1e9)).toBe(1);
  expect(places.nextFreeMs()).toBeUndefined();
  places.answered('a', 100);
  expect(places.taken(1099)).toBe(1);
  expect(places.nextFreeMs()).toBe(1100);
  expect(places.taken(1100)).toBe(0);
});

test('a result that the worker had before it was counted as answered takes no place', () => {
  const places = new InflightPlaces(1000);
  places.take('a');
  places.free('a');
  places.answered('a', 0);
  expect(places.taken(1)).toBe(0);
});
