import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CopiedProject } from '../testing/copied-project.ts';

test('a new scenario is there at once, in a file that says what to change', async () => {
  const project = await CopiedProject.make();
  const { exitCode, stdout } = await project.cli('scenario', 'new', 'my-check');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(
    /^scenarios\/my-check\.ts\nscenarios\/index\.ts\n[\s\S]*\n {2}pnpm scenario my-check\n/,
  );
  const text = await readFile(join(project.folder, 'scenarios/my-check.ts'), 'utf8');
  expect(text).toContain(
    '/** Begun as a copy of quick: say here what it proves. */\nexport const myCheck = ',
  );
  expect(text).toContain("id: 'promptness'");
  expect((await project.cli('scenario', 'list', 'my-check')).stdout).toContain(
    'my-check  my-check, begun as a copy of quick  @e2e  @quick',
  );
  expect(await project.styleErrors()).toBe('');
});

test('it can be begun from a scenario in a folder, which has no fragments to judge', async () => {
  const project = await CopiedProject.make();
  expect((await project.cli('scenario', 'new', 'killed-twice', '--from', 'sts-killed')).exitCode).toBe(0);
  expect((await project.cli('scenario', 'new', 'aaa', '--from', 'preflight')).exitCode).toBe(0);
  const text = await readFile(join(project.folder, 'scenarios/killed-twice.ts'), 'utf8');
  expect(text).toContain("from './resilience/short-clip.ts';");
  expect(text).not.toContain('promptness');
  const { stdout } = await project.cli('scenario', 'list', 'killed-twice', 'aaa', '--json');
  expect(JSON.parse(stdout).map(({ id }: { id: string }) => id)).toEqual(['killed-twice', 'aaa']);
  expect(await project.styleErrors()).toBe('');
});

test('what cannot be is refused: exit 2, and nothing is written', async () => {
  const project = await CopiedProject.make();
  const scenarios = join(project.folder, 'scenarios');
  await writeFile(join(scenarios, 'mine.ts'), '');
  const before = [await readdir(scenarios), await readFile(join(scenarios, 'index.ts'), 'utf8')];
  for (const [args, message] of [
    [['quick'], "'quick' is taken. Choose another id"],
    [['list'], "'list' is taken"],
    [['mine'], 'mine.ts is there already. Choose another id'],
    [['../mine'], "'../mine' cannot be the id"],
    [['other', '--from', 'quik'], "unknown scenario 'quik'. Did you mean quick?"],
  ] as const) {
    const { exitCode, stderr } = await project.cli('scenario', 'new', ...args);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(`error: `)]);
    expect(stderr).toContain(message);
  }
  expect([await readdir(scenarios), await readFile(join(scenarios, 'index.ts'), 'utf8')]).toEqual(before);
});
