import { expect, test } from 'vitest';
import { closeReason, connectFailure } from './socket-reason.ts';

test('names the root of a failed connection', () => {
  const error = Object.assign(new Error('websocket error'), {
    description: { message: 'Unexpected server response: 404' },
  });
  expect(connectFailure(error)).toBe('websocket error: Unexpected server response: 404');
  expect(connectFailure(new Error('timeout'))).toBe('timeout');
});

test('adds the code with which the other side closed the websocket', () => {
  const closedWith = (code: number, reason = '') => ({
    description: 'websocket connection closed',
    context: { code, reason },
  });
  expect(closeReason('transport close', closedWith(1009))).toBe('transport close, websocket code 1009');
  expect(closeReason('transport close', closedWith(1011, 'overload'))).toBe(
    'transport close, websocket code 1011 (overload)',
  );
  for (const code of [1000, 1005, 1006])
    expect(closeReason('transport close', closedWith(code))).toBe('transport close');
  expect(closeReason('io server disconnect')).toBe('io server disconnect');
});
