import { expect, test } from 'vitest';
import { takeMinutes } from './take-minutes.ts';

test.each([
  [[], 60, []],
  [['--minutes', '5'], 5, []],
  [['--sts', 'echo', '--minutes=1440', '-v'], 1440, ['--sts', 'echo', '-v']],
])('%j: %i minutes', (args, minutes, rest) => {
  expect(takeMinutes(args)).toEqual({ minutes, rest });
});

test.each(['', '0', '1', '1441', '5.5', '-3', 'ten', '1e2'])('rejects %j', (typed) => {
  const problem = `--minutes needs a whole number of minutes from 2 to 1440, not '${typed}'`;
  expect(takeMinutes(['--minutes', typed])).toMatchObject({ problem });
});
