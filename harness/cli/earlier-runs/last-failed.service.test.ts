import { mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Ended, startCli } from '../testing/run-inline-cli.ts';

let runsFolder: string;
beforeEach(async () => {
  runsFolder = await realpath(await mkdtemp(join(tmpdir(), 'cli-')));
});
afterEach(() => rm(runsFolder, { recursive: true }));

function cli(...args: string[]): Promise<Ended> {
  return startCli(args, runsFolder).ended;
}

/** Scenario and environment of what ran, with the STS mode. */
async function ran(...args: string[]): Promise<string[]> {
  const { stdout } = await cli('scenario', '--json', ...args);
  const json = JSON.parse(stdout);
  const runs: { scenario: string; environment: string; params: { sts: string } }[] = Array.isArray(json)
    ? json.map(({ result }) => result)
    : [json];
  return runs.map(({ scenario, environment, params }) => `${scenario} ${environment} ${params.sts}`);
}

test('what did not pass the last time is run again, with the same choices', async () => {
  await cli('scenario', 'passes', 'fails', 'not-started', '--env', 'process,attach', '--sts', 'echo');
  expect(await ran('--last-failed')).toEqual([
    'fails process echo',
    'fails attach echo',
    'not-started process echo',
    'not-started attach echo',
  ]);
  // Again, as they failed again; of these only some.
  expect(await ran('--last-failed', '--grep', 'not-started')).toEqual([
    'not-started process echo',
    'not-started attach echo',
  ]);
});

test('when all passed there is nothing to run', async () => {
  await cli('scenario', 'passes');
  const before = await readdir(runsFolder);
  const ended = await cli('scenario', '--last-failed');
  expect(ended).toEqual({ code: 0, stdout: 'nothing to run: all passed the last time\n', stderr: '' });
  expect(await readdir(runsFolder)).toEqual(before);
  expect((await cli('scenario', '--last-failed', '--json')).stdout).toBe('[]\n');
});

test('when nothing was ever run: exit 2', async () => {
  const ended = await cli('scenario', '--last-failed');
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr).toContain('error: --last-failed: nothing has been run yet');
});

test('what an interruption kept from being run has not passed', async () => {
  const started = startCli(['scenario', 'passes', 'lingers', 'fails', '-v'], runsFolder);
  await started.saw('server  info  started');
  started.process.kill('SIGKILL');
  await started.ended;
  expect(await ran('--last-failed', '--grep', 'fails|passes')).toEqual([
    'passes process real',
    'fails process real',
  ]);
});
