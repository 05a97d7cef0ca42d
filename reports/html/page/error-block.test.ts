import { expect, test } from 'vitest';
import { errorBlock, folded } from './error-block.ts';

test('truncates very long text at the end of a line', () => {
  const lines = Array.from({ length: 5000 }, (_, line) => `line ${line}`);
  const { text } = folded('Output', lines.join('\n'));
  expect(text).toMatch(/\nline 2100\n.*line \d+<\/pre>/s);
  expect(text).not.toContain('line 4999');
  expect(text).toContain('The first 20 kB of 49;');
  expect(folded('Output', 'short').text).not.toContain('result.json');
});

test('folds data and stacks of an error and its causes, if there are any', () => {
  const bare = { name: 'E', code: 'E', message: 'no response: refused', fault: 'PRODUCT' } as const;
  const cause = { ...bare, message: 'refused', stack: 'Error: refused\n    at connect', data: { port: 1 } };
  const { text } = errorBlock({ ...bare, cause });
  expect(text).toMatch(/<pre [^>]+> {4}at connect\n\n\{\n {2}&quot;port&quot;: 1\n\}<\/pre>/);
  expect(text).not.toContain('caused by');
  expect(errorBlock(bare).text).not.toContain('<details');
});

test('shows a cause that adds something, without its fault class', () => {
  const cause = { name: 'Error', code: 'UNEXPECTED', message: 'the disk is full', fault: 'HARNESS' } as const;
  const { text } = errorBlock({ name: 'E', code: 'E', message: 'not written', fault: 'ENVIRONMENT', cause });
  expect(text).toContain('caused by <code>Error</code> the disk is full');
  expect(text).not.toContain('HARNESS');
});
