import { expect, test } from 'vitest';
import { isNestedDeeperThan } from './nesting.ts';

test.each([
  [0, 'text'],
  [1, []],
  [2, { list: [] }],
  [3, { a: 1, list: [1, { b: null }] }],
  [1, { bytes: new Uint8Array(8) }],
])('%i levels of %o', (levels, value) => {
  expect(isNestedDeeperThan(value, levels)).toBe(false);
  if (levels > 0) expect(isNestedDeeperThan(value, levels - 1)).toBe(true);
});

test('what is nested without measure does not overflow the stack', () => {
  expect(isNestedDeeperThan(JSON.parse(`${'['.repeat(1e5)}${']'.repeat(1e5)}`), 64)).toBe(true);
});
