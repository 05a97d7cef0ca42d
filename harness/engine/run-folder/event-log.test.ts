import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EventBody, RunEvent } from '../event.ts';
import { collectEvents } from '../testing/collect-events.ts';
import { ManualClock } from '../testing/manual-clock.ts';
import { EventLog } from './event-log.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'event-log-'));
  path = join(folder, 'events.ndjson');
});
afterEach(() => rm(folder, { recursive: true }));

function line(message: string): EventBody {
  return { type: 'log', source: 'test', level: 'info', message };
}

function open(clock = new ManualClock()): EventLog {
  return new EventLog({
    path,
    clock,
    onWriteError: (error) => {
      throw error;
    },
  });
}

test('append writes the event with its number, time and step before it returns', async () => {
  const clock = new ManualClock();
  clock.skip(5000);
  const log = open(clock);
  log.append(line('a'));
  clock.skip(12.3456);
  log.enter(3);
  log.append(line('b'));
  log.enter(undefined);
  log.append(line('c'));
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  expect(lines.map((text) => JSON.parse(text))).toEqual([
    { seq: 0, atMs: 0, type: 'log', source: 'test', level: 'info', message: 'a' },
    { seq: 1, atMs: 12.346, during: 3, type: 'log', source: 'test', level: 'info', message: 'b' },
    { seq: 2, atMs: 12.346, type: 'log', source: 'test', level: 'info', message: 'c' },
  ]);
  log.close();
});

test('records the first error of a listener and continues to call all listeners', async () => {
  const log = open();
  let calls = 0;
  const seen: RunEvent[] = [];
  log.subscribe(() => {
    calls += 1;
    throw new Error('broken listener');
  });
  log.subscribe((event) => seen.push(event));
  log.append(line('a'));
  log.append(line('b'));
  log.close();
  const messages = seen.map((event) => (event.type === 'log' ? event.message.split('\n')[0] : ''));
  expect(messages).toEqual([
    'a',
    'a listener of the event log threw on event 0: Error: broken listener',
    'b',
  ]);
  expect(calls).toBe(3);
  expect(await collectEvents(path)).toEqual(seen);
});

test('delivers events in order to all listeners, including events that a listener appends', () => {
  const log = open();
  const seen: number[] = [];
  log.subscribe((event) => {
    if (event.seq === 0) log.append(line('answer'));
  });
  log.subscribe((event) => seen.push(event.seq));
  log.append(line('question'));
  log.close();
  expect(seen).toEqual([0, 1]);
});

test('ignores events after close', async () => {
  const log = open();
  let calls = 0;
  log.subscribe(() => {
    calls += 1;
  });
  log.append(line('a'));
  log.close();
  log.append(line('late'));
  log.close();
  expect(calls).toBe(1);
  expect(await collectEvents(path)).toHaveLength(1);
});

test('rejects an existing file', () => {
  open().close();
  expect(() => open()).toThrow('EEXIST');
});

test('limits the length of log messages', async () => {
  const log = open();
  log.append(line('x'.repeat(1e6)));
  log.close();
  expect((await readFile(path)).length).toBeLessThan(20_000);
});

test('writes and delivers an event without the user and password of its URLs', async () => {
  const log = open();
  const seen: RunEvent[] = [];
  log.subscribe((event) => seen.push(event));
  const data = { urls: ['http://user:hush@host/v3?page=0'], 'a "b"': 'c@d', n: 1 };
  log.append({ type: 'observation', source: 'test', name: 'x', data });
  log.append(line('cannot reach rtmp://user:hush@host/live'));
  log.close();
  const text = await readFile(path, 'utf8');
  expect(
    text
      .trimEnd()
      .split('\n')
      .map((row) => JSON.parse(row)),
  ).toEqual(seen);
  expect(seen).toMatchObject([
    { data: { urls: ['http://…@host/v3?page=0'], 'a "b"': 'c@d', n: 1 } },
    { message: 'cannot reach rtmp://…@host/live' },
  ]);
});
