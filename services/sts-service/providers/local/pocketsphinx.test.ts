import { expect, test } from 'vitest';
import { readTranscript } from './pocketsphinx.ts';

test.each([
  ['one two three\n', 'one two three'],
  ['one\n\n  \ntwo three\n', 'one two three'],
  ['<s> the(2) cat <sil> [NOISE] sat\n', 'the cat sat'],
  ['\n', ''],
  ['', ''],
])('reads the transcript from %j', (output, transcript) => {
  expect(readTranscript(output)).toBe(transcript);
});
