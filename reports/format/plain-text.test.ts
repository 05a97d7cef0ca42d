import { expect, test } from 'vitest';
import { plainLine, plainText } from './plain-text.ts';

test.each([
  ['colours', '\u001b[1;31mERR\u001b[0m closed', 'ERR closed'],
  ['a window title', 'a\u001b]0;pwned\u0007b', 'ab'],
  ['a link', '\u001b]8;;http://x\u001b\\text\u001b]8;;\u001b\\', 'text'],
  ['cursor movements', '\u001b[2J\u001b[Hgone', 'gone'],
  ['an incomplete sequence', 'a\u001b', 'a\ufffd'],
  ['the one-character form of CSI', '\u009b31mred', '\ufffd31mred'],
  ['bidirectional overrides', 'a\u202etxt.\u202c\u2066b', 'a\ufffdtxt.\ufffd\ufffdb'],
  ['bell and null', 'a\u0007b\u0000', 'a\ufffdb\ufffd'],
])('neutralises %s', (_, text, plain) => {
  expect(plainText(text)).toBe(plain);
});

test('normalises line ends', () => {
  expect(plainText('a\r\nb\rc\td')).toBe('a\nb\nc\td');
});

test('joins lines', () => {
  expect(plainLine('a\n  b\r\nc\td')).toBe('a ⏎ b ⏎ c d');
});
