import { expect, test } from 'vitest';
import { folded } from './error-block.ts';

test('of what is very long the page has the beginning, up to the end of a line', () => {
  const lines = Array.from({ length: 5000 }, (_, line) => `line ${line}`);
  const { text } = folded('output', lines.join('\n'));
  expect(text).toMatch(/\nline 2100\n.*line \d+<\/pre>/s);
  expect(text).not.toContain('line 4999');
  expect(text).toContain('The first 20 kB of 49;');
  expect(folded('output', 'short').text).not.toContain('result.json');
});
