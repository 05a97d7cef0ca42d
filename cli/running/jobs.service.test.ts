import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useInlineCli } from '../testing/use-inline-cli.ts';

const inline = useInlineCli();

async function logsOf(scenario: string): Promise<string[]> {
  const folders = (await readdir(inline.runsFolder)).filter((name) => name.includes(`-${scenario}-`));
  return Promise.all(
    folders.map((name) => readFile(join(inline.runsFolder, name, 'events.ndjson'), 'utf8').catch(() => '')),
  );
}

test('runs in parallel: prints a line per step, then each run in one block', async () => {
  const ended = await inline.run('scenario', 'meets', 'passes', '--repeat', '2', '--jobs', '3');
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const text = inline.normalised(ended.stdout);
  for (const label of ['meets · process · 1 of 2', 'meets · process · 2 of 2']) {
    expect(text).toContain(`${label}  ✓ 0 meet <time>\n`);
    expect(text).toContain(`
${label}
meets  A run that waits for another
environment process · <meets>

✓ 0 meet <time>  Waits for two runs
    ✓ runs 2 (= 2)

PASSED  1 passed  in <time>  <meets>/index.html
`);
  }
  expect(text).toContain('\nmeets · process  2 runs: 2 passed\n');
  expect(text.indexOf('meets · process  2 runs')).toBeLessThan(text.indexOf('passes · process  2 runs'));
});

test('the table follows the order of the plan, not of the ends', async () => {
  const args = ['scenario', 'passes', 'fails', 'keeps', '--jobs', '3', '--json'];
  const ended = await inline.start(args).ended;
  expect(ended.code).toBe(1);
  expect(JSON.parse(ended.stdout).map(({ label }: { label: string }) => label)).toEqual([
    'passes · process',
    'fails · process',
    'keeps · process',
  ]);
});

test('an interruption is printed once, ends all runs cleanly, and starts no more', async () => {
  const args = ['scenario', 'lingers', '--repeat', '3', '--jobs', '2'];
  const started = inline.start(args);
  const startedRuns = async () => (await logsOf('lingers')).filter((log) => log.includes('"started"')).length;
  await expect.poll(startedRuns, { timeout: 30_000 }).toBe(2);
  started.process.kill('SIGINT');
  const ended = await started.ended;
  expect(ended.code).toBe(130);
  expect(ended.stdout.match(/SIGINT: cleaning up/g)).toHaveLength(1);
  expect(ended.stdout).toContain('lingers · process  2 runs: 0 passed, 2 interrupted\n');
  const logs = await logsOf('lingers');
  expect(logs.map((log) => log.includes('stopped cleanly'))).toEqual([true, true]);
});

test.each([
  [['--ports', 'documented'], '--jobs needs separate ports for each run'],
  [['--env', 'process,attach'], '--jobs needs a separate pipeline for each run'],
  [['--jobs', '0'], 'Expected an integer from 1 to 9999.'],
])('exits 2 for --jobs with %j', async (args, message) => {
  const ended = await inline.run('scenario', 'passes', '--jobs', '2', ...args);
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr).toContain(message);
});
