import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useInlineCli } from '../testing/use-inline-cli.ts';

const inline = useInlineCli();

/** Scenario, environment and STS mode of each run. */
async function ran(...args: string[]): Promise<string[]> {
  const { stdout } = await inline.run('scenario', '--json', ...args);
  const json = JSON.parse(stdout);
  const runs: { scenario: string; environment: string; params: { sts: string } }[] = Array.isArray(json)
    ? json.map(({ result }) => result)
    : [json];
  return runs.map(({ scenario, environment, params }) => `${scenario} ${environment} ${params.sts}`);
}

test('reruns what did not pass last time, with the same --env and --sts', async () => {
  await writeFile(join(inline.runsFolder, 'dubstep.config.ts'), 'export default {};\n');
  await inline.run('scenario', 'passes', 'fails', 'not-started', '--env', 'process,attach', '--sts', 'echo');
  expect(await ran('--last-failed')).toEqual([
    'fails process echo',
    'fails attach echo',
    'not-started process echo',
    'not-started attach echo',
  ]);
  // They failed again; --grep selects some of them.
  expect(await ran('--last-failed', '--grep', 'not-started')).toEqual([
    'not-started process echo',
    'not-started attach echo',
  ]);
});

test('runs nothing when everything passed', async () => {
  await inline.run('scenario', 'passes');
  const before = await readdir(inline.runsFolder);
  const ended = await inline.run('scenario', '--last-failed');
  expect(ended).toEqual({ code: 0, stdout: 'nothing to run: everything passed last time\n', stderr: '' });
  expect(await readdir(inline.runsFolder)).toEqual(before);
  expect((await inline.run('scenario', '--last-failed', '--json')).stdout).toBe('[]\n');
});

test('exits 2 without an earlier run', async () => {
  const ended = await inline.run('scenario', '--last-failed');
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr).toContain('error: --last-failed: no earlier run is recorded');
});

test('counts runs that an interruption prevented as not passed', async () => {
  const started = inline.start(['scenario', 'passes', 'lingers', 'fails', '-v']);
  await started.waitFor('server  info  started');
  started.process.kill('SIGKILL');
  await started.ended;
  expect(await ran('--last-failed', '--grep', 'fails|passes')).toEqual([
    'passes process real',
    'fails process real',
  ]);
});
