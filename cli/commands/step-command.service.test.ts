import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RunResult } from '../../harness/engine/run-folder/run-result.ts';
import type { Ended } from '../testing/run-inline-cli.ts';
import { useInlineCli } from '../testing/use-inline-cli.ts';

const inline = useInlineCli();

function run(...args: string[]): Promise<Ended> {
  return inline.run('scenario', ...args);
}

async function statuses(): Promise<string[]> {
  const result = JSON.parse(await readFile(join(inline.runsFolder, 'last/result.json'), 'utf8')) as RunResult;
  return result.steps.map(({ status }) => status);
}

test('--step runs a step and those before it', async () => {
  expect((await run('live', '--step', 'listen')).code).toBe(0);
  expect(await statuses()).toEqual(['passed', 'passed', 'skipped', 'skipped']);
});

test('--run --step re-evaluates one step with the outputs of the earlier ones', async () => {
  await run('live');
  const ended = await run('live', '--run', 'last', '--step', '2');
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(await statuses()).toEqual(['skipped', 'skipped', 'passed', 'skipped']);
  expect((await run('live', '--run', 'last', '--step', '2', '--sts', 'real')).code).toBe(0);
  // A re-evaluation can be re-evaluated.
  expect((await run('live', '--run', 'last', '--from', 'verify')).code).toBe(0);
  expect(await statuses()).toEqual(['skipped', 'skipped', 'passed', 'passed']);
});

test('--until applies to each of several runs', async () => {
  const ended = await run('live', 'passes', '--until', '0');
  expect(ended.code).toBe(0);
  expect(await statuses()).toEqual(['passed', 'skipped']);
});

test.each([
  [['live', '--run', 'last', '--step', '1'], 'needs the pipeline'],
  [['live', '--from', '2'], 'After changing a check, re-evaluate: `pnpm scenario live --run last --from 2`'],
  [['live', '--run', 'last', '--from', '2', '--sts', 'echo'], 'was made with --sts real, not echo'],
  [['live', '--run', 'last', '--from', '2', '--stream', 'x'], 'was made with --stream unset, not x'],
  [['live', '--run', 'last', '--from', '2', '--repeat', '2'], 'leave out --repeat, --retries and --shard'],
  [['live', '--run', './nowhere/last', '--from', '2'], "no run folder at './nowhere/last'"],
  [['live', 'passes', '--step', '2'], "no step '2'. Known: 0 count, 1 after"],
])('exits 2 for %j, states what to type instead, and runs nothing', async (args, message) => {
  await run('live');
  const before = await readdir(inline.runsFolder);
  const ended = await run(...args);
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr).toContain(message);
  expect(await readdir(inline.runsFolder)).toEqual(before);
});
