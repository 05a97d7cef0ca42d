import { expect, test } from 'vitest';
import { defaultKeepMode } from './plan-runs.ts';

test.each([
  ['one run on a terminal', 1, true, {}, 'on-failure'],
  ['several runs', 2, true, {}, 'never'],
  ['a terminal in CI', 1, true, { CI: 'true' }, 'never'],
  ['no terminal', 1, false, {}, 'never'],
] as const)('default of --keep-env for %s: %s', (_, runs, isTTY, env, mode) => {
  expect(defaultKeepMode(runs, { stdout: { write: () => undefined, isTTY }, env })).toBe(mode);
});
