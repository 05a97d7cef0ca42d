import { expect, test } from 'vitest';
import { errorMessage } from './error-message.ts';

test.each([
  [new TypeError('broken'), 'broken'],
  ['text', 'text'],
  [undefined, 'undefined'],
])('the message of %j is %j', (thrown, message) => {
  expect(errorMessage(thrown)).toBe(message);
});
