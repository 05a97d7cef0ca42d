import { readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useInlineCli } from '../testing/use-inline-cli.ts';

const inline = useInlineCli();

/** @returns the id of the run */
async function run(...args: string[]): Promise<string> {
  await inline.run('scenario', ...args);
  return await readlink(join(inline.runsFolder, 'last'));
}

/** The output of `scenario diff`, without times and padding. */
async function differences(a: string, b: string): Promise<string> {
  const ended = await inline.run('scenario', 'diff', a, b);
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  return inline
    .normalised(ended.stdout)
    .replaceAll(/[+-]\d+(\.\d+)? m?s/g, '<delta>')
    .replaceAll(/(?<=\S) {2,}/g, '  ');
}

test('compares two runs with different options', async () => {
  const a = await run('passes');
  await run('passes', '--sts', 'echo');
  expect(await differences(a, 'last')).toMatchInlineSnapshot(`
    "A  <passes>  passes · process  passed <time>
    B  <passes>  passes · process  passed <time>

    changed options
      sts  real  echo

    steps
      count  passed <time>  passed <time>  <delta>
      after  passed <time>  passed <time>  <delta>

    first difference
      none: both runs have the same events
    "
  `);
});

test('compares runs of different scenarios', async () => {
  const a = await run('passes');
  const b = await run('fails');
  const [upToValues, events = ''] = (await differences(a, b)).split('\n\nfirst difference\n');
  expect(upToValues).toMatchInlineSnapshot(`
    "A  <passes>  passes · process  passed <time>
    B  <fails>  fails · process  failed <time>

    Different scenarios: steps are matched by id.

    steps
      count  passed <time>  passed <time>  <delta>
      after  passed <time>  not-run
      fail  –  failed <time>

    changed values (3 unchanged)
      fail: 2 values, only in B"
  `);
  expect(events).toContain('  only in B <time>  counter  warn  losing count\n');
  expect(events).toMatch(/ {2}only in [AB] <time> {2}steps {2}(after|fail) starts\n/);
});

test('exits 2 for a missing run', async () => {
  await run('passes');
  const ended = await inline.run('scenario', 'diff', 'last', 'lst');
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr).toContain("error: no run 'lst'");
  expect((await inline.run('scenario', 'diff', 'last')).stderr).toContain("missing required argument 'b'");
});
