import { expect, test } from 'vitest';
import type { LogLevel, RunEvent } from '../../harness/engine/event.ts';
import { StepMoments } from './step-moments.ts';

let seq = 0;
const log = (atMs: number, level: LogLevel, during?: number): RunEvent => ({
  ...{ type: 'log', seq: seq++, atMs, source: 'mediamtx', level, message: 'x' },
  ...(during !== undefined && { during }),
});
const observation = (atMs: number, during?: number): RunEvent => ({
  ...{ type: 'observation', seq: seq++, atMs, source: 'hook', name: 'call', data: null },
  ...(during !== undefined && { during }),
});
const moments = (...events: readonly RunEvent[]) => {
  const selected = new StepMoments(2, 12_000);
  return events.map((event) => selected.of(event));
};

test('what was recorded shortly before a step leads up to it, whatever its level', () => {
  expect(moments(log(9999, 'info', 1), log(10_000, 'debug', 1), observation(11_900, 1))).toEqual([
    undefined,
    'before',
    'before',
  ]);
});

test('warnings and errors lead up to every later step', () => {
  const early = [log(100, 'warn', 0), log(200, 'error'), log(300, 'fatal', 0), observation(400, 0)];
  expect(moments(...early)).toEqual(['before', 'before', 'before', undefined]);
});

test('what is recorded after a step belongs to it until the next step starts', () => {
  const inStep = log(13_000, 'info', 2);
  expect(moments(inStep, observation(14_000), log(15_000, 'info', 3), log(16_000, 'error'))).toEqual([
    'during',
    'after',
    undefined,
    undefined,
  ]);
  const shutdown: RunEvent = { type: 'shutdown', seq: seq++, atMs: 14_500 };
  expect(moments(inStep, observation(14_000), shutdown, log(15_000, 'error'))).toEqual([
    'during',
    'after',
    undefined,
    undefined,
  ]);
});

test('nothing leads up to a step that did not start', () => {
  const selected = new StepMoments(2, undefined);
  expect(selected.of(log(100, 'error', 0))).toBeUndefined();
});
