import { expect, test } from 'vitest';
import type { ErrorRecord } from '../../harness/engine/event.ts';
import { errorLines } from './error-lines.ts';
import { noColours } from './terminal.ts';

const error = (code: string, message: string, cause?: ErrorRecord): ErrorRecord => ({
  ...{ name: 'TypeError', code, message, fault: 'ENVIRONMENT' },
  ...(cause !== undefined && { cause }),
});

test('prints fault class, code, message and the causes that add something', () => {
  const missing = error('ENOENT', 'ENOENT: no such file');
  const top = error('CONFIG', 'no pipeline\n  in x', error('UNEXPECTED', 'cannot be read', missing));
  expect(errorLines(top, noColours)).toEqual([
    'ENVIRONMENT CONFIG',
    'no pipeline',
    '  in x',
    'caused by TypeError: cannot be read',
    'caused by ENOENT: no such file',
  ]);
});

test('truncates lines of more than 600 characters', () => {
  expect(errorLines(error('X', 'a'.repeat(600)), noColours)[1]).toBe('a'.repeat(600));
  expect(errorLines(error('X', 'a'.repeat(601)), noColours)[1]).toBe(`${'a'.repeat(600)}…`);
});
