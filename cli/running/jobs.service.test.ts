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

test('runs at the same time: a line a step as it ends, each run told in one piece', async () => {
  const ended = await inline.run('scenario', 'meets', 'passes', '--repeat', '2', '--jobs', '3');
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const text = inline.normalised(ended.stdout);
  for (const label of ['meets · process · 1 of 2', 'meets · process · 2 of 2']) {
    expect(text).toContain(`${label}  ✓ 0 meet <time>\n`);
    expect(text).toContain(`
${label}
meets  A run that waits for another
process · <meets>

✓ 0 meet <time>  Waits until two have come
    ✓ came 2 (= 2)

PASSED  1 passed  in <time>  <meets>/index.html
`);
  }
  expect(text).toContain('\nmeets · process  2 runs: 2 passed\n');
  expect(text.indexOf('meets · process  2 runs')).toBeLessThan(text.indexOf('passes · process  2 runs'));
});

test('the table is in the order of the plan, whoever comes first', async () => {
  const args = ['scenario', 'passes', 'fails', 'keeps', '--jobs', '3', '--json'];
  const ended = await inline.start(args).ended;
  expect(ended.code).toBe(1);
  expect(JSON.parse(ended.stdout).map(({ label }: { label: string }) => label)).toEqual([
    'passes · process',
    'fails · process',
    'keeps · process',
  ]);
});

test('an interruption is told once, ends all in order, and begins no more', async () => {
  const args = ['scenario', 'lingers', '--repeat', '3', '--jobs', '2'];
  const started = inline.start(args);
  const begun = async () => (await logsOf('lingers')).filter((log) => log.includes('"started"')).length;
  await expect.poll(begun, { timeout: 30_000 }).toBe(2);
  started.process.kill('SIGINT');
  const ended = await started.ended;
  expect(ended.code).toBe(130);
  expect(ended.stdout.match(/SIGINT: ending in order/g)).toHaveLength(1);
  expect(ended.stdout).toContain('lingers · process  2 runs: 0 passed, 2 interrupted\n');
  const logs = await logsOf('lingers');
  expect(logs.map((log) => log.includes('ended in order'))).toEqual([true, true]);
});

test.each([
  [['--ports', 'documented'], '--jobs needs ports of its own for each run'],
  [['--env', 'process,attach'], '--jobs needs a pipeline of its own for each run'],
  [['--jobs', '0'], 'Expected a whole number from 1.'],
])('with %j: exit 2', async (args, message) => {
  const ended = await inline.run('scenario', 'passes', '--jobs', '2', ...args);
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr).toContain(message);
});
