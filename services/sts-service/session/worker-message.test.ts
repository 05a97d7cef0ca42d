import { expect, test } from 'vitest';
import { isNestedDeeperThan, isWorkerEvent, readIds, readWorkerPayload } from './worker-message.ts';

test('recognises only the events of a worker', () => {
  expect(['stream:init', 'stream:ready', 'toString', '__proto__'].filter(isWorkerEvent)).toEqual([
    'stream:init',
  ]);
});

test('accepts stream:end without a payload', () => {
  expect(readWorkerPayload('stream:end', undefined)).toEqual({ ok: true, payload: {} });
  expect(readWorkerPayload('stream:end', { stream_id: null, reason: 'eof' })).toEqual({
    ok: true,
    payload: { reason: 'eof' },
  });
});

test('names every invalid field', () => {
  const read = readWorkerPayload('stream:init', { stream_id: '', worker_id: 'w', config: { channels: 3 } });
  expect(read.ok ? '' : read.problem).toMatch(/^stream:init: stream_id: .+; config\.channels: .+$/);
  const text = readWorkerPayload('stream:pause', 'now');
  expect(text.ok ? '' : text.problem).toMatch(/^stream:pause: the payload: /);
});

test('reads the valid ids of an invalid payload', () => {
  expect(readIds({ fragment_id: 5, sequence_number: '3' })).toEqual({ sequence: 3 });
  expect(readIds({ stream_id: 's', fragment_id: 'f', sequence_number: -1 })).toEqual({
    streamId: 's',
    fragmentId: 'f',
  });
  expect(readIds({ stream_id: '', fragment_id: null, sequence_number: 0 })).toEqual({ sequence: 0 });
  expect(readIds('nonsense')).toEqual({});
});

test.each([
  [0, 'text'],
  [1, []],
  [2, { list: [] }],
  [3, { a: 1, list: [1, { b: null }] }],
  [1, { bytes: new Uint8Array(8) }],
])('counts %i levels of %o', (levels, value) => {
  expect(isNestedDeeperThan(value, levels)).toBe(false);
  if (levels > 0) expect(isNestedDeeperThan(value, levels - 1)).toBe(true);
});

test('checks 100,000 levels without a stack overflow', () => {
  expect(isNestedDeeperThan(JSON.parse(`${'['.repeat(1e5)}${']'.repeat(1e5)}`), 64)).toBe(true);
});
