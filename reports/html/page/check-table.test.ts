import { expect, test } from 'vitest';
import { checkTable, limitPlace } from './check-table.ts';

test('does not repeat a long value that equals its limit', () => {
  const list = ['success', 'success', 'success'];
  const text = (actual: readonly string[]): string =>
    checkTable([{ id: 'status', title: 'status', status: 'passed', actual, limit: list }])?.text ?? '';
  expect(text(list).match(/success, success, success/g)).toHaveLength(1);
  expect(text(list)).toContain('the same');
  const short = checkTable([{ id: 'fragments', title: 'fragments', status: 'passed', actual: 5, limit: 5 }]);
  expect(short?.text).toContain('= 5');
  expect(text(['success', 'failed'])).toContain('= [success, success, success]');
});

test('truncates very long values and limits', () => {
  const text = checkTable([
    { id: 'x', title: 'x', status: 'failed', actual: 'a'.repeat(3000), limit: 'b'.repeat(3000) },
  ])?.text;
  expect(text).toContain(`${'a'.repeat(2000)}… (1000 more characters)`);
  expect(text).not.toContain('b'.repeat(2001));
});

test('shows the title with the instance, and the id as a tooltip', () => {
  const label = { id: 'av-offset', title: 'A/V offset', instance: 'stream 2' };
  const text = checkTable([{ ...label, status: 'passed', actual: 1 }])?.text;
  expect(text).toContain('<td title="av-offset">A/V offset (stream 2)</td>');
});

test.each([
  [
    'in the middle of both bounds',
    0,
    { min: -120, max: 120 },
    { allowedFrom: 16.7, allowedTo: 83.3, at: 50 },
  ],
  ['over the upper bound', 11, { max: 10 }, { allowedFrom: 0, allowedTo: 80, at: 88 }],
  ['far over the upper bound', 99, { max: 10 }, { allowedFrom: 0, allowedTo: 80, at: 100 }],
  ['over a lower bound', 4, { min: 2 }, { allowedFrom: 20, allowedTo: 100, at: 100 }],
  ['a level over its minimum', -20, { min: -60 }, { allowedFrom: 20, allowedTo: 100, at: 73.3 }],
])('places a value %s', (_, actual, bounds, expected) => {
  const placed = limitPlace(actual, bounds);
  const rounded = Object.entries(placed ?? {}).map(([key, value]) => [key, Math.round(value * 10) / 10]);
  expect(Object.fromEntries(rounded)).toEqual(expected);
});

test('draws no bar for bounds that allow only one value', () => {
  expect(limitPlace(0, { max: 0 })).toBeUndefined();
});
