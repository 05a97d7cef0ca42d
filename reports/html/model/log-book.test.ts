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

test('polls that saw the same are one row that says how many', () => {
  const { rows } = bookOf([poll(1, 'no'), line('between'), poll(2, 'no'), poll(3, 'yes'), poll(4, 'no')]);
  expect(rows.map(({ text, times }) => [text, times])).toEqual([
    ['no', 2],
    ['between', 1],
    ['yes', 1],
    ['no', 1],
  ]);
});

test('of too many rows the newest are kept, and the others counted', () => {
  const view = bookOf(
    Array.from({ length: 95 }, (_, number) => line(`line ${number}`)),
    10,
  );
  expect(view.rows).toHaveLength(10);
  expect(view.rows.at(-1)?.text).toBe('line 94');
  expect(view.leftOut).toBe(85);
});

test('of too much text the newest is kept', () => {
  const view = bookOf(
    Array.from({ length: 95 }, () => line('x'.repeat(40))),
    1000,
    800,
  );
  expect(view.rows).toHaveLength(10);
  expect(view.leftOut).toBe(85);
});

test('a long text is cut and says so; escape sequences are no text', () => {
  const { rows } = bookOf([line(`\u001b[31m${'x'.repeat(60)}`)]);
  expect(rows[0]?.text).toBe(`${'x'.repeat(50)}… (10 more characters)`);
});
