import { expect, test } from 'vitest';
import type { EventBody } from '../../harness/engine/event.ts';
import { eventLine } from './event-line.ts';
import { noColours } from './terminal.ts';

type Told = Extract<EventBody, { readonly type: 'log' | 'poll' | 'observation' }>;
const lineOf = (body: Told): string => eventLine({ seq: 0, atMs: 12_345.4, ...body }, noColours);

test('a line of a log has its time on the clock of the run, its source and its level', () => {
  const line = { type: 'log', source: 'sts-service', level: 'warn', message: 'no such\nvoice' } as const;
  expect(lineOf(line)).toBe('  12.345 s  sts-service  warn  no such ⏎ voice');
});

test('a poll tells its answer, or why there was none, and whether that was enough', () => {
  const poll = { type: 'poll', name: 'health', attempt: 2, done: false } as const;
  expect(lineOf({ ...poll, value: 503 })).toBe('  12.345 s  health  poll 2  503');
  expect(lineOf({ ...poll, value: 200, done: true })).toBe('  12.345 s  health  poll 2  200 ✓');
  expect(lineOf({ ...poll, error: 'refused' })).toBe('  12.345 s  health  poll 2  refused');
});

test('what was seen on an interface has its name and its data, up to 600 characters', () => {
  const seen = { type: 'observation', source: 'sts', name: 'fragment:ack', data: 'a'.repeat(600) } as const;
  expect(lineOf(seen)).toBe(`  12.345 s  sts  fragment:ack  ${seen.data}`);
  expect(lineOf({ ...seen, data: `${seen.data}b` })).toBe(`  12.345 s  sts  fragment:ack  ${seen.data}…`);
});
