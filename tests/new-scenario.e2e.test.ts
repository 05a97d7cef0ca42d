import { expect, test } from 'vitest';
import { CopiedProject } from '../cli/testing/copied-project.ts';

test('a scenario from the template passes the type checker, runs, and checks with its extra step', async () => {
  const project = await CopiedProject.make();
  await project.cli('scenario', 'new', 'my-check');
  expect(await project.typeErrors()).toBe('');
  const { exitCode, stdout } = await project.cli('scenario', 'my-check');
  expect(stdout).toMatch(/✓ 7 promptness .*\n {4}✓ slowest fragment \d+ ms \(≤ 8000 ms\)/);
  expect(stdout).toMatch(/PASSED {2}8 passed/);
  expect(exitCode).toBe(0);
});
