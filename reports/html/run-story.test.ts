import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runPage } from './run-page.ts';
import { readRunStory } from './run-story.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'story-'));
});
afterEach(() => rm(folder, { recursive: true }));

const START = {
  type: 'run:start',
  runId: 'r',
  scenario: { id: 'x', title: 'X', tags: [] },
  environment: 'none',
  params: {},
  steps: [],
  startedAt: '2026-01-01T00:00:00.000Z',
};

test('a long log is cut to its newest events, and the page says so', async () => {
  const lines = Array.from({ length: 10_000 }, (_, number) => {
    return { type: 'log', source: 's', level: 'info', message: `line ${number}` };
  });
  const events = [START, ...lines].map((event, seq) => JSON.stringify({ seq, atMs: seq, ...event }));
  await writeFile(join(folder, 'events.ndjson'), `${events.join('\n')}\n`);
  const story = await readRunStory(folder, 100);
  expect(story.events).toHaveLength(100);
  expect(story.events[0]).toMatchObject({ message: 'line 9900' });
  expect(story.eventsLeftOut).toBe(9901);
  const page = runPage(story);
  expect(page).toContain('9901 older events');
  expect(page).toContain('line 9900');
  expect(page).not.toContain('line 9899');
});
