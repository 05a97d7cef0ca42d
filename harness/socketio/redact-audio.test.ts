import { expect, test } from 'vitest';
import { redactAudio } from './redact-audio.ts';

/** sha256 of `abc`, from FIPS 180-2. */
const SHA256_OF_ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

test('replaces audio and attachments by their length and hash', () => {
  const audio = { format: 'm4a', data_base64: 'abc' };
  expect(redactAudio({ audio, list: [1, null, { bytes: Buffer.from('abc') }], data_base64: 5 })).toEqual({
    audio: { format: 'm4a', data_base64: `(3 characters, sha256 ${SHA256_OF_ABC})` },
    list: [1, null, { bytes: `(3 bytes, sha256 ${SHA256_OF_ABC})` }],
    data_base64: 5,
  });
  expect(redactAudio(undefined)).toBe(null);
  expect(redactAudio(Buffer.from('abc'))).toBe(`(3 bytes, sha256 ${SHA256_OF_ABC})`);
});
