import { expect, test } from 'vitest';
import type { LogLevel } from '../../harness/engine/event.ts';
import { LogTail } from './log-tail.ts';

type Line = readonly [atMs: number, level: LogLevel];

/** The times of the lines that lead up to the failure of a step. */
function tailOf(stepStartMs: number, ...lines: readonly Line[]): number[] {
  const tail = new LogTail(8);
  const add = ([atMs, level]: Line): void =>
    tail.add({ type: 'log', seq: atMs, atMs, level, source: 'mediamtx', message: level });
  for (const line of lines) if (line[0] < stepStartMs) add(line);
  tail.startStep(stepStartMs);
  for (const line of lines) if (line[0] >= stepStartMs) add(line);
  return tail.lines().map(({ atMs }) => atMs);
}

function linesFrom(atMs: number, level: LogLevel): Line[] {
  return Array.from({ length: 20 }, (_, index) => [atMs + index, level]);
}

test('keeps an error from just before the step, and no routine line of an earlier step', () => {
  expect(tailOf(1000, [900, 'error'], [950, 'info'], [1100, 'info'])).toEqual([900, 1100]);
});

test('an error is not displaced by later lines that matter less', () => {
  const kept = tailOf(1000, [1500, 'error'], ...linesFrom(2000, 'warn'), ...linesFrom(3000, 'info'));
  expect(kept).toEqual([1500, ...[13, 14, 15, 16, 17, 18, 19].map((index) => 2000 + index)]);
});

test('omits lines from long before the step, and debug lines', () => {
  expect(tailOf(15_000, [1000, 'error'], [20_000, 'debug'])).toEqual([]);
});
