import { expect, test } from 'vitest';
import { fromStreamFormat, keepAliveCommand, toStreamFormat } from './apertium.ts';

test('adds the keep-alive option to each program of a mode', () => {
  const mode = "lt-proc '/a b/x.bin' | tagger -g $2 '/x.prob' | pretransfer| lt-proc $1 '/y.bin'\n";
  expect(keepAliveCommand(mode)).toBe(
    "lt-proc -z '/a b/x.bin' | tagger -z -g  '/x.prob' | pretransfer -z | lt-proc -z -n '/y.bin'",
  );
});

test('escapes and restores plain text', () => {
  const text = 'a [b] {c} ^d$ <e> f/g @h \\ i';
  expect(toStreamFormat(text)).toBe('a \\[b\\] \\{c\\} \\^d\\$ \\<e\\> f\\/g \\@h \\\\ i\n');
  expect(fromStreamFormat(toStreamFormat(text))).toBe(text);
});

test('replaces NUL, which would end the text', () => {
  expect(toStreamFormat('one\0two')).toBe('one two\n');
});
