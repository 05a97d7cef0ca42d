import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { validate } from 'ctrf';
import { expect, test } from 'vitest';
import { useInlineCli } from '../testing/use-inline-cli.ts';

const inline = useInlineCli();

async function runFolders(): Promise<string[]> {
  return (await readdir(inline.runsFolder)).filter((name) => /^\d{8}-/.test(name));
}

test('a run that passes on a retry is flaky and passed', async () => {
  const ended = await inline.run(
    'scenario',
    'unsteady',
    '--retries',
    '2',
    '--reporter',
    'console,html,junit,ctrf,github',
  );
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  expect(inline.normalised(ended.stdout)).toContain(`
FAILED  1 failed, 1 not run  in <time>  <unsteady>/index.html
unsteady  A run that fails the first time
environment process · <unsteady>
attempt 2: <unsteady> failed at step 0 first

✓ 0 first`);
  expect(inline.normalised(ended.stdout)).toMatch(/\nFLAKY {2}2 passed {2}in <time>/);
  expect(ended.stdout).toMatch(
    /\n::warning title=unsteady%3A flaky::passed at attempt 2, after \S+ failed at step 0 first\n/,
  );
  expect(await runFolders()).toHaveLength(2);

  const inLast = (name: string) => readFile(join(inline.runsFolder, 'last', name), 'utf8');
  const result = JSON.parse(await inLast('result.json'));
  expect(result).toMatchObject({
    status: 'passed',
    flaky: true,
    earlier: [
      { status: 'failed', steps: [{ id: 'first', status: 'failed', error: { code: 'CHECK_FAILED' } }] },
    ],
  });
  const { results, ...ctrf } = JSON.parse(await inLast('ctrf.json'));
  expect(validate({ results, ...ctrf }).errors).toEqual([]);
  expect(results.summary).toMatchObject({ tests: 2, passed: 2, failed: 0, flaky: 1 });
  expect(results.tests).toMatchObject([
    { status: 'passed', flaky: true, retries: 1, retryAttempts: [{ attempt: 1, status: 'failed' }] },
    { status: 'passed', flaky: false, retries: 0 },
  ]);
  expect(await inLast('junit.xml')).toMatch(
    /<testcase [^>]*name="0 first"[^>]*><flakyFailure type="PRODUCT CHECK_FAILED"/,
  );
  expect(await inLast('index.html')).toContain(`./${result.earlier[0].runId}/index.html`);
});

test('--fail-on-flaky exits 1', async () => {
  expect((await inline.run('scenario', 'unsteady', '--retries', '1', '--fail-on-flaky')).code).toBe(1);
  expect((await inline.run('scenario', 'passes', '--retries', '1', '--fail-on-flaky')).code).toBe(0);
});

test('a run that never passes is retried up to the limit and fails', async () => {
  const ended = await inline.run('scenario', 'fails', '--retries', '2', '--json');
  expect(ended.code).toBe(1);
  expect(JSON.parse(ended.stdout)).toMatchObject({ status: 'failed', earlier: [{}, {}] });
  expect(JSON.parse(ended.stdout)).not.toHaveProperty('flaky');
  expect(await runFolders()).toHaveLength(3);
});

test('the table marks flaky runs', async () => {
  const ended = await inline.run('scenario', 'passes', 'unsteady', '--retries', '1');
  expect(ended.code).toBe(0);
  expect(ended.stdout).toMatch(/✓ unsteady · process {2}2 of 2 steps.*flaky: \S+ failed at step 0 first\n/);
  expect(ended.stdout).toMatch(/\nPASSED {2}2 passed \(1 flaky\) {2}/);
});

test('an interrupted run is not retried', async () => {
  const started = inline.start(['scenario', 'lingers', '--retries', '3', '-v']);
  await started.waitFor('server  info  started');
  started.process.kill('SIGINT');
  expect((await started.ended).code).toBe(130);
  expect(await runFolders()).toHaveLength(1);
});
