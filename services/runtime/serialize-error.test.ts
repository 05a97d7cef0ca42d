import { expect, test } from 'vitest';
import { serializeError } from './serialize-error.ts';

const cause = new Error('connect ECONNREFUSED', { cause: new Error('port 9') });

test.each([
  [
    'adds the messages of the causes',
    new Error('no session', { cause }),
    'no session: connect ECONNREFUSED: port 9',
  ],
  [
    'does not repeat a message',
    new Error('no session: connect ECONNREFUSED: port 9', { cause }),
    'no session: connect ECONNREFUSED: port 9',
  ],
  ['ignores a cause that is no error', new Error('no session', { cause: 'port 9' }), 'no session'],
])('%s', (_, error, message) => {
  expect(serializeError(error)).toMatchObject({ type: 'Error', message });
});

test('keeps the fields of an error', () => {
  const error = Object.assign(new RangeError('ffmpeg failed'), { exitCode: 137 });
  expect(serializeError(error)).toMatchObject({
    type: 'RangeError',
    exitCode: 137,
    message: 'ffmpeg failed',
  });
});
