import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { useInlineCli } from '../testing/use-inline-cli.ts';

const inline = useInlineCli();

/** Scenario and environment of what ran, with the STS mode. */
async function ran(...args: string[]): Promise<string[]> {
  const { stdout } = await inline.run('scenario', '--json', ...args);
  const json = JSON.parse(stdout);
  const runs: { scenario: string; environment: string; params: { sts: string } }[] = Array.isArray(json)
    ? json.map(({ result }) => result)
    : [json];
  return runs.map(({ scenario, environment, params }) => `${scenario} ${environment} ${params.sts}`);
}

test('what did not pass the last time is run again, with the same choices', async () => {
  await inline.run('scenario', 'passes', 'fails', 'not-started', '--env', 'process,attach', '--sts', 'echo');
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
  await inline.run('scenario', 'passes');
  const before = await readdir(inline.runsFolder);
  const ended = await inline.run('scenario', '--last-failed');
  expect(ended).toEqual({ code: 0, stdout: 'nothing to run: all passed the last time\n', stderr: '' });
  expect(await readdir(inline.runsFolder)).toEqual(before);
  expect((await inline.run('scenario', '--last-failed', '--json')).stdout).toBe('[]\n');
});

test('when nothing was ever run: exit 2', async () => {
  const ended = await inline.run('scenario', '--last-failed');
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr).toContain('error: --last-failed: nothing has been run yet');
});

test('what an interruption kept from being run has not passed', async () => {
  const started = inline.start(['scenario', 'passes', 'lingers', 'fails', '-v']);
  await started.saw('server  info  started');
  started.process.kill('SIGKILL');
  await started.ended;
  expect(await ran('--last-failed', '--grep', 'fails|passes')).toEqual([
    'passes process real',
    'fails process real',
  ]);
});
