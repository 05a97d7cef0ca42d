import { expect, test } from 'vitest';
import { isWorkerEvent, readTrace, readWorkerPayload } from './worker-message.ts';

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

test('of a payload that does not fit, what is right is still known', () => {
  expect(readTrace({ fragment_id: 5, sequence_number: '3' })).toEqual({ sequence: 3 });
  expect(readTrace({ stream_id: 's', fragment_id: 'f', sequence_number: -1 })).toEqual({
    streamId: 's',
    fragmentId: 'f',
  });
  expect(readTrace({ stream_id: '', fragment_id: null, sequence_number: 0 })).toEqual({ sequence: 0 });
  expect(readTrace('nonsense')).toEqual({});
});
