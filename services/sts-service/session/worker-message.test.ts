import { expect, test } from 'vitest';
import { isWorkerEvent, readFragmentTrace, readWorkerPayload } from './worker-message.ts';

test('only the events of the protocol are read', () => {
  expect(['stream:init', 'stream:ready', 'toString', '__proto__'].filter(isWorkerEvent)).toEqual([
    'stream:init',
  ]);
});

test('a stream:end may carry nothing', () => {
  expect(readWorkerPayload('stream:end', undefined)).toEqual({ ok: true, payload: {} });
  expect(readWorkerPayload('stream:end', { stream_id: null, reason: 'eof' })).toEqual({
    ok: true,
    payload: { reason: 'eof' },
  });
});

test('every field that is wrong is named', () => {
  const read = readWorkerPayload('stream:init', { stream_id: '', worker_id: 'w', config: { channels: 3 } });
  expect(read.ok ? '' : read.complaint).toMatch(/^stream:init: stream_id: .+; config\.channels: .+$/);
  const nothing = readWorkerPayload('stream:pause', 'now');
  expect(nothing.ok ? '' : nothing.complaint).toMatch(/^stream:pause: the payload: /);
});

test('of a fragment that does not fit, what is right is still known', () => {
  expect(readFragmentTrace({ fragment_id: 5, sequence_number: '3' })).toEqual({
    fragmentId: undefined,
    sequence: 3,
  });
  expect(readFragmentTrace({ fragment_id: 'f', sequence_number: -1 })).toEqual({ fragmentId: 'f' });
  expect(readFragmentTrace('nonsense')).toEqual({});
});
