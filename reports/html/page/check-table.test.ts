import { expect, test } from 'vitest';
import { checkTable } from './check-table.ts';

test('a long value that is as it should be is told once', () => {
  const list = ['success', 'success', 'success'];
  const text = (actual: readonly string[]): string =>
    checkTable([{ id: 'status', title: 'status', status: 'passed', actual, limit: list }])?.text ?? '';
  expect(text(list).match(/success, success, success/g)).toHaveLength(1);
  expect(text(list)).toContain('the same');
  const short = checkTable([{ id: 'fragments', title: 'fragments', status: 'passed', actual: 5, limit: 5 }]);
  expect(short?.text).toContain('= 5');
  expect(text(['success', 'failed'])).toContain('= [success, success, success]');
});

test('of a value that nobody would read to its end there is the beginning', () => {
  const text = checkTable([
    { id: 'x', title: 'x', status: 'failed', actual: 'a'.repeat(3000), limit: 'b'.repeat(3000) },
  ])?.text;
  expect(text).toContain(`${'a'.repeat(2000)}… (1000 more characters)`);
  expect(text).not.toContain('b'.repeat(2001));
});
