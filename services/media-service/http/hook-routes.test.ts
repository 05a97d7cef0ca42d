import { expect, test } from 'vitest';
import { carriesSecret } from './hook-routes.ts';

test.each(['Bearer hush', 'bearer hush', 'Bearer  hush'])('"%s" carries it', (header) => {
  expect(carriesSecret(header, 'hush')).toBe(true);
});

test.each([
  undefined,
  '',
  'hush',
  'Bearer',
  'Bearer ',
  'Bearer hus',
  'Bearer hush!',
  'Basic hush',
  'Bearer HUSH',
])('%j does not', (header) => {
  expect(carriesSecret(header, 'hush')).toBe(false);
});
