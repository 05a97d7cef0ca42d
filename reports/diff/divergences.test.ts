import { expect, test } from 'vitest';
import { type InlineEvent, inlineRun, runStart } from '../testing/sample-run.ts';
import { readComparedRun } from './compared-run.ts';
import { divergences } from './divergences.ts';

function seen(atMs: number, source: string, name: string): InlineEvent {
  return { atMs, type: 'observation', source, name, data: { atMs } };
}

function logged(
  atMs: number,
  source: string,
  message: string,
  level: 'info' | 'debug' = 'info',
): InlineEvent {
  return { atMs, type: 'log', source, level, message };
}

/** Each divergence on a line. */
async function between(a: readonly InlineEvent[], b: readonly InlineEvent[]): Promise<string[]> {
  const [runA, runB] = await Promise.all(
    [a, b].map(async (events) => await readComparedRun(await inlineRun(runStart('one'), ...events))),
  );
  if (runA === undefined || runB === undefined) throw new Error('two runs are compared');
  return divergences(runA, runB).map(
    ({ side, happening: { lane, told, occurrence } }) => `${side} ${lane} ${told} ${occurrence}`,
  );
}

test('when things happened, and in which order sources took turns, does not matter', async () => {
  const a = [seen(1, 'sts', 'init'), logged(2, 'worker', 'starts'), seen(3, 'sts', 'ready')];
  const b = [seen(10, 'sts', 'init'), seen(20, 'sts', 'ready'), logged(30, 'worker', 'starts')];
  expect(await between(a, b)).toEqual([]);
});

test('what only one run has is told once for each source, the earliest first', async () => {
  const a = [
    seen(1, 'sts', 'data'),
    seen(5, 'sts', 'data'),
    seen(6, 'sts', 'end'),
    logged(9, 'worker', 'done'),
  ];
  const b = [seen(1, 'sts', 'data'), logged(4, 'worker', 'breaks')];
  expect(await between(a, b)).toEqual(['b worker info  breaks 1', 'a sts data 2']);
});

test('ids, ports and figures in a line are not what tells two lines apart', async () => {
  const a = [logged(1, 'mediamtx', "[conn 127.0.0.1:4711] publishes to 'live/run-0a1b/in', 2 tracks")];
  const b = [logged(1, 'mediamtx', "[conn 127.0.0.1:815] publishes to 'live/run-ffff0/in', 3 tracks")];
  expect(await between(a, b)).toEqual([]);
  const other = [logged(1, 'mediamtx', "[conn 127.0.0.1:815] reads from 'live/run-ffff0/in', 3 tracks")];
  expect(await between(a, other)).toHaveLength(1);
});

test('samples, attempts and debug lines come as they come', async () => {
  const poll = { type: 'poll', name: 'path', attempt: 1, done: false } as const;
  const a = [seen(1, 'worker', 'metrics'), { atMs: 2, ...poll }, logged(3, 'worker', 'frame', 'debug')];
  expect(await between(a, [])).toEqual([]);
  expect(await between([{ atMs: 2, ...poll, done: true }], [])).toEqual([
    'a steps poll "path" is satisfied 1',
  ]);
});
