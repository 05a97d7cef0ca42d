import { expect, test } from 'vitest';
import type { EventBody, RunEvent } from '../../../harness/engine/event.ts';
import { LogBook } from './log-book.ts';

function bookOf(bodies: readonly EventBody[], rows = 1000, characters = 100_000) {
  const book = new LogBook({ rows, characters, text: 50 });
  bodies.forEach((body, seq) => {
    const event: RunEvent = { ...body, seq, atMs: seq, during: 0 };
    book.add(event);
  });
  return book.view();
}
const line = (message: string): EventBody => ({ type: 'log', source: 's', level: 'info', message });
const poll = (attempt: number, value: string): EventBody => {
  return { type: 'poll', name: 'p', attempt, done: false, value };
};

test('merges polls with the same value into one row with their number', () => {
  const { rows } = bookOf([poll(1, 'no'), line('between'), poll(2, 'no'), poll(3, 'yes'), poll(4, 'no')]);
  expect(rows.map(({ text, times }) => [text, times])).toEqual([
    ['no', 2],
    ['between', 1],
    ['yes', 1],
    ['no', 1],
  ]);
});

test('keeps the newest rows and counts the others', () => {
  const view = bookOf(
    Array.from({ length: 95 }, (_, number) => line(`line ${number}`)),
    10,
  );
  expect(view.rows).toHaveLength(10);
  expect(view.rows.at(-1)?.text).toBe('line 94');
  expect(view.leftOut).toBe(85);
});

test('keeps the newest rows within the limit of characters', () => {
  const view = bookOf(
    Array.from({ length: 95 }, () => line('x'.repeat(40))),
    1000,
    800,
  );
  expect(view.rows).toHaveLength(10);
  expect(view.leftOut).toBe(85);
});

test('truncates long text with a note and removes escape sequences', () => {
  const { rows } = bookOf([line(`\u001b[31m${'x'.repeat(60)}`)]);
  expect(rows[0]?.text).toBe(`${'x'.repeat(50)}… (10 more characters)`);
});
