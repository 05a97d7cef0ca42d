import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { collectEvents } from '../testing/collect-events.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'event-log-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function read(text: string | Buffer): Promise<unknown[]> {
  const path = join(folder, 'events.ndjson');
  await writeFile(path, text);
  return collectEvents(path);
}

function event(seq: number, message = ''): string {
  return `${JSON.stringify({ seq, atMs: seq, type: 'log', source: 's', level: 'info', message })}\n`;
}

test('ignores an incomplete last line, even when cut inside a character', async () => {
  const whole = Buffer.from(event(0) + event(1, 'größer'));
  const cut = whole.subarray(0, whole.indexOf('ö') + 1);
  expect(await read(cut)).toMatchObject([{ seq: 0 }]);
  expect(await read(whole)).toMatchObject([{ seq: 0 }, { seq: 1, message: 'größer' }]);
});

test('reads lines that are longer than one chunk of the file', async () => {
  const message = 'ä'.repeat(300_000);
  expect(await read(event(0, message) + event(1))).toMatchObject([{ message }, { seq: 1 }]);
});

test('returns no events for an empty log', async () => {
  expect(await read('')).toEqual([]);
});

test.each([
  ['a line that is not JSON', `${event(0)}{"seq":\n${event(2)}`, 'events.ndjson:2: not JSON'],
  ['a line that is not an event', `${event(0)}null\n`, 'events.ndjson:2: not an event'],
  ['a gap', event(0) + event(2), 'events.ndjson:2: event 2 where event 1 should be'],
])('rejects %s', async (_, text, message) => {
  await expect(read(text)).rejects.toThrow(message);
});
