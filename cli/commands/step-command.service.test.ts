import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RunResult } from '../../harness/engine/run-result.ts';
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

test('one step of a live run: those before it are run, none after it', async () => {
  expect((await run('live', '--step', 'listen')).code).toBe(0);
  expect(await statuses()).toEqual(['passed', 'passed', 'skipped', 'skipped']);
});

test('one step of a run of earlier is judged again, alone, with what those before it returned', async () => {
  await run('live');
  const ended = await run('live', '--run', 'last', '--step', '2');
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(await statuses()).toEqual(['skipped', 'skipped', 'passed', 'skipped']);
  // What was judged again is judged once more.
  expect((await run('live', '--run', 'last', '--from', 'judge')).code).toBe(0);
  expect(await statuses()).toEqual(['skipped', 'skipped', 'passed', 'passed']);
});

test('in several runs each goes up to the step', async () => {
  const ended = await run('live', 'passes', '--until', '0');
  expect(ended.code).toBe(0);
  expect(await statuses()).toEqual(['passed', 'skipped']);
});

test.each([
  [['live', '--run', 'last', '--step', '1'], 'needs the running pipeline'],
  [['live', '--from', '2'], '`pnpm scenario live --run last --from 2` judges what was kept again'],
  [['live', 'passes', '--step', '2'], "no step '2'. Known: 0 count, 1 after"],
])('%j: exit 2, what to type instead, and nothing is run', async (args, message) => {
  await run('live');
  const before = await readdir(inline.runsFolder);
  const ended = await run(...args);
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr).toContain(message);
  expect(await readdir(inline.runsFolder)).toEqual(before);
});
