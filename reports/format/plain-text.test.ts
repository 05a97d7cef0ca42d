import { expect, test } from 'vitest';
import { plainLine, plainText } from './plain-text.ts';

test.each([
  ['colours', '\u001b[1;31mERR\u001b[0m closed', 'ERR closed'],
  ['a title of the window', 'a\u001b]0;pwned\u0007b', 'ab'],
  ['a link', '\u001b]8;;http://x\u001b\\text\u001b]8;;\u001b\\', 'text'],
  ['moves of the cursor', '\u001b[2J\u001b[Hgone', 'gone'],
  ['a sequence without its end', 'a\u001b', 'a\ufffd'],
  ['the one-character form of CSI', '\u009b31mred', '\ufffd31mred'],
  ['what turns the direction of reading', 'a\u202etxt.\u202c\u2066b', 'a\ufffdtxt.\ufffd\ufffdb'],
  ['a bell and a zero', 'a\u0007b\u0000', 'a\ufffdb\ufffd'],
])('%s do nothing to a terminal', (_, text, plain) => {
  expect(plainText(text)).toBe(plain);
});

test('line ends of every kind are one kind', () => {
  expect(plainText('a\r\nb\rc\td')).toBe('a\nb\nc\td');
});

test('a line stays one line', () => {
  expect(plainLine('a\n  b\r\nc\td')).toBe('a ⏎ b ⏎ c d');
});
