import { expect, test } from 'vitest';
import { type InlineEvent, inlineRun, runStart } from '../testing/sample-run.ts';
import { divergences, readComparedRun } from './divergences.ts';

function observed(atMs: number, source: string, name: string): InlineEvent {
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
  if (runA === undefined || runB === undefined) throw new Error('expected two runs');
  return divergences(runA, runB).map(
    ({ side, event: { source, text, occurrence } }) => `${side} ${source} ${text} ${occurrence}`,
  );
}

test('ignores times and the order of events between sources', async () => {
  const a = [observed(1, 'sts', 'init'), logged(2, 'worker', 'starts'), observed(3, 'sts', 'ready')];
  const b = [observed(10, 'sts', 'init'), observed(20, 'sts', 'ready'), logged(30, 'worker', 'starts')];
  expect(await between(a, b)).toEqual([]);
});

test('reports the first event of each source that only one run has, the earliest first', async () => {
  const a = [
    observed(1, 'sts', 'data'),
    observed(5, 'sts', 'data'),
    observed(6, 'sts', 'end'),
    logged(9, 'worker', 'done'),
  ];
  const b = [observed(1, 'sts', 'data'), logged(4, 'worker', 'breaks')];
  expect(await between(a, b)).toEqual(['b worker info  breaks 1', 'a sts data 2']);
});

test('ignores ids, ports and numbers within a line', async () => {
  const a = [logged(1, 'mediamtx', "[conn 127.0.0.1:4711] publishes to 'live/run-0a1b/in', 2 tracks")];
  const b = [logged(1, 'mediamtx', "[conn 127.0.0.1:815] publishes to 'live/run-ffff0/in', 3 tracks")];
  expect(await between(a, b)).toEqual([]);
  const other = [logged(1, 'mediamtx', "[conn 127.0.0.1:815] reads from 'live/run-ffff0/in', 3 tracks")];
  expect(await between(a, other)).toHaveLength(1);
});

test('ignores samples, unsuccessful polls and debug lines', async () => {
  const poll = { type: 'poll', name: 'path', attempt: 1, done: false } as const;
  const a = [observed(1, 'worker', 'metrics'), { atMs: 2, ...poll }, logged(3, 'worker', 'frame', 'debug')];
  expect(await between(a, [])).toEqual([]);
  expect(await between([{ atMs: 2, ...poll, done: true }], [])).toEqual(['a steps poll "path" succeeded 1']);
});
