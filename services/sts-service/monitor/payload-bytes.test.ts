import { expect, test } from 'vitest';
import { payloadBytes } from './payload-bytes.ts';

test.each(['audio', 'dubbed_audio'])('counts what %s holds', (field) => {
  expect(payloadBytes({ [field]: { data_base64: 'A'.repeat(5000) } }) - payloadBytes({})).toBe(5000);
});

test('what has no audio takes room all the same', () => {
  expect(payloadBytes({})).toBeGreaterThan(0);
});

test.each([undefined, null, 'text', { audio: null }, { audio: { data_base64: 5 } }])(
  'takes %o',
  (payload) => {
    expect(payloadBytes(payload)).toBe(payloadBytes({}));
  },
);
