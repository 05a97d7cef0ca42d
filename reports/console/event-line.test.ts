import { expect, test } from 'vitest';
import type { EventBody } from '../../harness/engine/event.ts';
import { eventLine } from './event-line.ts';
import { noColours } from './terminal.ts';

type Printed = Extract<EventBody, { readonly type: 'log' | 'poll' | 'observation' }>;
const lineOf = (body: Printed): string => eventLine({ seq: 0, atMs: 12_345.4, ...body }, noColours);

test('prints a log line with time, source and level', () => {
  const line = { type: 'log', source: 'sts-service', level: 'warn', message: 'no such\nvoice' } as const;
  expect(lineOf(line)).toBe('  12.345 s  sts-service  warn  no such ⏎ voice');
});

test('prints a poll with its value or error, and marks the one that succeeded', () => {
  const poll = { type: 'poll', name: 'health', attempt: 2, done: false } as const;
  expect(lineOf({ ...poll, value: 503 })).toBe('  12.345 s  health  poll 2  503');
  expect(lineOf({ ...poll, value: 200, done: true })).toBe('  12.345 s  health  poll 2  200 ✓');
  expect(lineOf({ ...poll, error: 'refused' })).toBe('  12.345 s  health  poll 2  refused');
});

test('prints an observation with up to 600 characters of its data', () => {
  const observation = {
    ...({ type: 'observation', source: 'sts', name: 'fragment:ack' } as const),
    data: 'a'.repeat(600),
  };
  const line = `  12.345 s  sts  fragment:ack  ${observation.data}`;
  expect(lineOf(observation)).toBe(line);
  expect(lineOf({ ...observation, data: `${observation.data}b` })).toBe(`${line}…`);
});
