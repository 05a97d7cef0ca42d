import { expect, test } from 'vitest';
import { withoutAudio } from './without-audio.ts';

/** sha256 of `abc`, from FIPS 180-2. */
const SHA256_OF_ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

test('audio and attachments are told by length and hash, the rest stays', () => {
  const audio = { format: 'm4a', data_base64: 'abc' };
  expect(withoutAudio({ audio, list: [1, null, { bytes: Buffer.from('abc') }], data_base64: 5 })).toEqual({
    audio: { format: 'm4a', data_base64: `(3 characters, sha256 ${SHA256_OF_ABC})` },
    list: [1, null, { bytes: `(3 bytes, sha256 ${SHA256_OF_ABC})` }],
    data_base64: 5,
  });
  expect(withoutAudio(undefined)).toBe(null);
  expect(withoutAudio(Buffer.from('abc'))).toBe(`(3 bytes, sha256 ${SHA256_OF_ABC})`);
});
