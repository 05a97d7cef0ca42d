import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createTempFolder } from '../../lib/testing/temp-folder.ts';
import type { Ended } from '../testing/run-inline-cli.ts';
import { useInlineCli } from '../testing/use-inline-cli.ts';

const inline = useInlineCli();

/** The summary after the last run, without times. */
function table({ stdout }: Ended, label: string): string {
  return stdout.slice(stdout.lastIndexOf(label)).replaceAll(/ +\d+(\.\d+)? m?s\b/g, ' <time>');
}

async function foldersOf(kind: string): Promise<string[]> {
  const entries = await readdir(inline.runsFolder);
  return entries.filter((name) => name.includes(`-${kind}-`)).map((name) => join(inline.runsFolder, name));
}

test('repeats runs and summarises them by step and by value', async () => {
  const ended = await inline.run('scenario', 'unsteady', '--repeat', '3');
  expect(ended).toMatchObject({ code: 1, stderr: '' });
  expect(table(ended, 'unsteady · process  ')).toMatch(
    new RegExp(
      [
        '^unsteady · process  3 runs: 2 passed, 1 failed',
        '',
        'step +passed +min +median +max',
        '0 first +2 of 3 <time> <time> <time>',
        '1 after +2 of 2 <time> <time> <time> +not run once',
        '',
        'measured +n +min +median +max +unit +limit',
        '0 runs +3 +1 +2 +3 +runs +≥ 2 +failed once',
        '',
        'FAILED {2}2 passed, 1 failed {2}\\S+-repeat-\\w+/index\\.html\n$',
      ].join('\n'),
    ),
  );
  const [folder = ''] = await foldersOf('repeat');
  expect((await readdir(folder)).sort()).toEqual(['index.html', 'repeat.json']);
  const [group] = JSON.parse(await readFile(join(folder, 'repeat.json'), 'utf8'));
  expect(group).toMatchObject({ label: 'unsteady · process', passed: 2, ended: 3, runs: [{}, {}, {}] });
  const page = await readFile(join(folder, 'index.html'), 'utf8');
  for (const { runId } of group.runs) expect(page).toContain(`./${runId}/index.html`);
  expect(await foldersOf('unsteady')).toHaveLength(3);
});

test('repeats every combination and summarises each as a group', async () => {
  await using folder = await createTempFolder();
  const config = join(folder.path, 'dubstep.config.ts');
  await writeFile(config, 'export default {};\n');
  const environments = ['--env', 'process,attach', '--config', config];
  const ended = await inline.run('scenario', 'passes', ...environments, '--repeat', '2', '--json');
  expect(ended.code).toBe(0);
  const groups = JSON.parse(ended.stdout);
  expect(groups.map(({ label, passed }: { label: string; passed: number }) => [label, passed])).toEqual([
    ['passes · process', 2],
    ['passes · attach', 2],
  ]);
  expect(ended.stderr).toContain('passes · process · 2 of 2');
  expect(ended.stderr).toMatch(/PASSED {2}4 passed {2}\S+\n$/);
});

test('an interruption ends all runs, and the table lists those that ran', async () => {
  const started = inline.start(['scenario', 'passes', 'lingers', '--repeat', '2', '-v']);
  await started.waitFor('server  info  started');
  started.process.kill('SIGINT');
  const ended = await started.ended;
  expect(ended.code).toBe(130);
  expect(ended.stdout.match(/cleaning up/g)).toHaveLength(1);
  expect(ended.stdout).toContain('passes · process  2 runs: 2 passed\n');
  expect(ended.stdout).toContain('lingers · process  1 run: 0 passed, 1 interrupted\n');
  expect(await foldersOf('lingers')).toHaveLength(1);
  expect(await foldersOf('repeat')).toHaveLength(1);
});

test.each(['0', '1.5', '-1', 'x'])('exits 2 for --repeat %s', async (count) => {
  const ended = await inline.run('scenario', 'passes', `--repeat=${count}`);
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr).toContain('Expected an integer from 1 to 9999.');
});
