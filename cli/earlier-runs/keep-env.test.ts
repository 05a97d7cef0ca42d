import { expect, test } from 'vitest';
import { usualKeepMode } from './keep-env.ts';

test.each([
  ['one run on a terminal', 1, true, {}, 'on-failure'],
  ['several runs', 2, true, {}, 'never'],
  ['a terminal that CI pretends to', 1, true, { CI: 'true' }, 'never'],
  ['no terminal', 1, false, {}, 'never'],
] as const)('%s: %s', (_, runs, isTTY, env, mode) => {
  expect(usualKeepMode(runs, { stdout: { write: () => undefined, isTTY }, env })).toBe(mode);
});
