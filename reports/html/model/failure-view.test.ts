import { expect, test } from 'vitest';
import { causeOf, rowsAround } from './failure-view.ts';
import type { LogBookRow } from './log-book.ts';

const row = (source: string, atMs: number): LogBookRow => {
  return { source, atMs, level: 'info', what: '', text: `${source} ${atMs}`, times: 1 };
};

test('each source is told around the moment; one that fell silent by its last words', () => {
  const rows = [
    ...[1000, 2000, 3000].map((atMs) => row('silent', atMs)),
    ...Array.from({ length: 20 }, (_, index) => row('talker', 55_000 + index * 500)),
    row('check', 60_000),
  ];
  const nearby = rowsAround(rows, 60_000);
  expect(nearby.map(({ source }) => source)).toEqual(['silent', 'talker']);
  expect(nearby[0]?.rows.map(({ atMs }) => atMs)).toEqual([2000, 3000]);
  // Eight before, itself among them, and three after.
  expect(nearby[1]?.rows.map(({ atMs }) => atMs)).toEqual([
    ...[56_500, 57_000, 57_500, 58_000, 58_500, 59_000, 59_500, 60_000],
    ...[60_500, 61_000, 61_500],
  ]);
});

test('a cause is what a diagnosis tells, and nothing else', () => {
  const told = { type: 'observation', name: 'cause', seq: 0, atMs: 0 } as const;
  const data = { cause: 'the hook cannot be executed', evidence: ['EACCES'], next: 'chmod +x mtx-hook' };
  expect(causeOf({ ...told, source: 'diagnosis', data })).toEqual(data);
  expect(causeOf({ ...told, source: 'diagnosis', data: { cause: 'x' } })).toEqual({
    cause: 'x',
    evidence: [],
  });
  expect(causeOf({ ...told, source: 'diagnosis', data: 'x' })).toBeUndefined();
  expect(causeOf({ ...told, source: 'sts', data })).toBeUndefined();
});
