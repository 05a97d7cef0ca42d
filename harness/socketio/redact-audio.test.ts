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

test('marks audio that is not base64', () => {
  for (const text of ['YWJj', 'YWI=', '+/8', ''])
    expect(redactAudio({ data_base64: text })).toMatchObject({
      data_base64: expect.stringMatching(/^\(\d+ characters, sha256 [0-9a-f]+\)$/),
    });
  for (const text of ['data:audio/mp4;base64,YWJj', 'YW Jj', 'YW=Jj', 'YWJj\n'])
    expect(redactAudio({ data_base64: text })).toMatchObject({
      data_base64: expect.stringMatching(/, not base64\)$/),
    });
});
