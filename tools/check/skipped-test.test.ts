import { expect, test } from 'vitest';
import { skippedTests } from './skipped-test.ts';

test.each([
  `test.${'skip'}('x', () => {});`,
  `  it.${'only'}('x', () => {});`,
  `describe.concurrent.${'only'}('x', () => {});`,
  `test.${'todo'}('x');`,
  `test.${'skipIf'}(process.env.CI)('x', () => {});`,
  `test.${'runIf'}(isLinux)('x', () => {});`,
  `test.${'fails'}('x', () => {});`,
  `${'xit'}('x', () => {});`,
])('finds %s', (source) => {
  expect(skippedTests(`import x from 'y';\n${source}\n`)).toEqual([{ line: 2, text: source.trim() }]);
});

test.each([
  "test('skip the first second', () => {});",
  "test.each([1])('only %i', () => {});",
  "ctx.skip('a step of a scenario');",
  'await exit(1);',
])('ignores %s', (source) => {
  expect(skippedTests(source)).toEqual([]);
});
