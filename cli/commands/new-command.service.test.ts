import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CopiedProject } from '../testing/copied-project.ts';

/** The type checker and the linter read the whole project. */
const CHECKED_WITHIN_MS = 180_000;

test('creates a scenario from the template, which is listed at once', async () => {
  const project = await CopiedProject.make();
  const { exitCode, stdout } = await project.cli('scenario', 'new', 'my-check');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(
    /^scenarios\/my-check\.ts\nscenarios\/added\.ts\n[\s\S]*\n {2}pnpm scenario my-check\n/,
  );
  const text = await readFile(join(project.folder, 'scenarios/my-check.ts'), 'utf8');
  expect(text).toContain('edit the title, the tags, the clip and the steps. */\nexport const myCheck = ');
  expect(text).toContain("id: 'promptness'");
  expect((await project.cli('scenario', 'list', 'my-check')).stdout).toContain(
    'my-check  my-check  @e2e  @quick',
  );
  expect(await project.styleErrors()).toBe('');
});

test('copies scenarios at the top and in a folder', { timeout: CHECKED_WITHIN_MS }, async () => {
  const project = await CopiedProject.make();
  expect((await project.cli('scenario', 'new', 'killed-twice', '--from', 'sts-killed')).exitCode).toBe(0);
  expect((await project.cli('scenario', 'new', 'aaa', '--from', 'preflight')).exitCode).toBe(0);
  const text = await readFile(join(project.folder, 'scenarios/resilience/killed-twice.ts'), 'utf8');
  expect(text).toContain("from './short-clip.ts';");
  expect(text).not.toContain('promptness');
  const { stdout } = await project.cli('scenario', 'list', 'killed-twice', 'aaa', '--json');
  expect(JSON.parse(stdout)).toMatchObject([
    { id: 'killed-twice', title: 'Copy of sts-killed' },
    { id: 'aaa', title: 'Copy of preflight' },
  ]);
  expect(await project.typeErrors()).toBe('');
  expect(await project.styleErrors()).toBe('');
});

test('exits 2 for an invalid id or source, and writes nothing', async () => {
  const project = await CopiedProject.make();
  const scenarios = join(project.folder, 'scenarios');
  await writeFile(join(scenarios, 'mine.ts'), '');
  const before = [await readdir(scenarios), await readFile(join(scenarios, 'added.ts'), 'utf8')];
  for (const [args, message] of [
    [['quick'], "'quick' is taken. Choose another id"],
    [['list'], "'list' is taken"],
    [['mine'], 'mine.ts already exists. Choose another id'],
    [['../mine'], "'../mine' is no valid scenario id"],
    [['other', '--from', 'quik'], "unknown scenario 'quik'. Did you mean quick?"],
  ] as const) {
    const { exitCode, stderr } = await project.cli('scenario', 'new', ...args);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(`error: `)]);
    expect(stderr).toContain(message);
  }
  expect([await readdir(scenarios), await readFile(join(scenarios, 'added.ts'), 'utf8')]).toEqual(before);
});
