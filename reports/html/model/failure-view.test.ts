import { expect, test } from 'vitest';
import { causeOf, rowsAround } from './failure-view.ts';
import type { LogBookRow } from './log-book.ts';

const row = (source: string, atMs: number): LogBookRow => {
  return { seq: atMs, source, atMs, level: 'info', what: '', text: `${source} ${atMs}`, times: 1 };
};

test('shows the lines of each source around the failure, and the last lines of one that stopped logging', () => {
  const rows = [
    ...[1000, 2000, 3000].map((atMs) => row('silent', atMs)),
    ...Array.from({ length: 20 }, (_, index) => row('busy', 55_000 + index * 500)),
    row('check', 60_000),
  ];
  const nearby = rowsAround(rows, 60_000);
  expect(nearby.map(({ source }) => source)).toEqual(['silent', 'busy']);
  expect(nearby[0]?.rows.map(({ atMs }) => atMs)).toEqual([2000, 3000]);
  // Eight up to the failure and three after it.
  expect(nearby[1]?.rows.map(({ atMs }) => atMs)).toEqual([
    ...[56_500, 57_000, 57_500, 58_000, 58_500, 59_000, 59_500, 60_000],
    ...[60_500, 61_000, 61_500],
  ]);
});

test('reads causes from observations of the diagnosis only', () => {
  const observation = { type: 'observation', name: 'cause', seq: 0, atMs: 0 } as const;
  const data = { cause: 'the hook cannot be executed', evidence: ['EACCES'], next: 'chmod +x mtx-hook' };
  expect(causeOf({ ...observation, source: 'diagnosis', data })).toEqual(data);
  expect(causeOf({ ...observation, source: 'diagnosis', data: { cause: 'x' } })).toEqual({
    cause: 'x',
    evidence: [],
  });
  expect(causeOf({ ...observation, source: 'diagnosis', data: 'x' })).toBeUndefined();
  expect(causeOf({ ...observation, source: 'sts', data })).toBeUndefined();
});
