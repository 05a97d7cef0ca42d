import { expect, test } from 'vitest';
import type { ErrorRecord } from '../../harness/engine/event.ts';
import { errorLines } from './error-lines.ts';
import { noColours } from './terminal.ts';

const error = (code: string, message: string, cause?: ErrorRecord): ErrorRecord => ({
  ...{ name: 'TypeError', code, message, fault: 'ENVIRONMENT' },
  ...(cause !== undefined && { cause }),
});

test('whose fault it is, what happened, and causes that say more', () => {
  const missing = error('ENOENT', 'ENOENT: no such file');
  const told = error('CONFIG', 'no pipeline\n  in x', error('UNEXPECTED', 'cannot be read', missing));
  expect(errorLines(told, noColours)).toEqual([
    'ENVIRONMENT CONFIG',
    'no pipeline',
    '  in x',
    'caused by TypeError: cannot be read',
    'caused by ENOENT: no such file',
  ]);
});

test('a line that is very long has its beginning', () => {
  expect(errorLines(error('X', 'a'.repeat(600)), noColours)[1]).toBe('a'.repeat(600));
  expect(errorLines(error('X', 'a'.repeat(601)), noColours)[1]).toBe(`${'a'.repeat(600)}…`);
});
