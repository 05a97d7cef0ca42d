import { expect, test } from 'vitest';
import { HOSTILE } from '../testing/sample-run.ts';
import { markdownBlock, markdownCode, markdownTable, markdownText } from './markdown.ts';

test('escapes markup, mentions and entities, and leaves other text readable', () => {
  expect(markdownText('| <b> @you #1 `x`\n**y** &amp; _z_')).toBe(
    '\\| \\<b\\> &#64;you &#35;1 \\`x\\` ⏎ \\*\\*y\\*\\* &#38;amp; \\_z\\_',
  );
  expect(markdownText('HOOK_NOT_EXECUTABLE: /srv/mtx-hook (exit 126), 3.2 s')).toBe(
    'HOOK_NOT_EXECUTABLE: /srv/mtx-hook (exit 126), 3.2 s',
  );
  expect(markdownText(HOSTILE)).not.toMatch(/(?<!\\)[<>|`*]|\p{Cc}/u);
});

test('encloses code in more backticks than it contains', () => {
  expect(markdownCode('a `b` c')).toBe('``a `b` c``');
  expect(markdownCode('`b`')).toBe('`` `b` ``');
  expect(markdownCode('a|b')).toBe('`a\\|b`');
  expect(markdownCode(' ')).toBe('');
  expect(markdownBlock(['```', '</pre>\nx'])).toBe('````text\n```\n</pre> ⏎ x\n````');
});

test('lays out a table', () => {
  expect(markdownTable(['a', 'b'], [['1', '2']])).toBe('| a | b |\n| --- | --- |\n| 1 | 2 |');
});
