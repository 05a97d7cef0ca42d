import { expect, test } from 'vitest';
import type { EventBody } from '../../../harness/engine/event.ts';
import { logRow } from './log-row.ts';

function rowOf(body: EventBody): unknown {
  const { seq: _, ...row } = logRow({ seq: 0, atMs: 5, ...body });
  return row;
}

test('shows the data of a log line, without its timestamp', () => {
  const line = { type: 'log', source: 'mediamtx', level: 'info', message: 'ready' } as const;
  const row = { atMs: 5, source: 'mediamtx', level: 'info', what: '', text: 'ready' };
  expect(rowOf(line)).toEqual(row);
  expect(rowOf({ ...line, data: { timestamp: '2026-11-22T12:00:00Z' } })).toEqual(row);
  expect(rowOf({ ...line, data: { timestamp: 'x', tracks: 2 } })).toEqual({ ...row, data: '{"tracks":2}' });
  expect(rowOf({ ...line, data: ['timestamp'] })).toEqual({ ...row, data: '["timestamp"]' });
});

test('shows direction and segment of a protocol message, with its ids last', () => {
  const payload = { fragment_id: 'f-1', stream_id: 's', sequence_number: 4, status: 'success' };
  const meta = { at: 1, direction: 'sts-to-worker', session_id: 'x' };
  const observation = { type: 'observation', source: 'sts', name: 'fragment:processed' } as const;
  expect(rowOf({ ...observation, data: { meta, payload } })).toMatchObject({
    what: 'fragment:processed',
    text: 'sts-to-worker, segment 4',
    data: '{"sequence_number":4,"status":"success","fragment_id":"f-1","stream_id":"s"}',
  });
  expect(rowOf({ ...observation, data: { streamId: 's', at: 1 } })).toMatchObject({
    text: '{"at":1,"streamId":"s"}',
  });
  const line = { type: 'log', source: 'media-service', level: 'info', message: 'segment dubbed' } as const;
  expect(rowOf({ ...line, data: { streamId: 's', segment: 3 } })).toMatchObject({
    data: '{"segment":3,"streamId":"s"}',
  });
});

test('shows the number of metrics samples only', () => {
  const samples = [1, 2, 3].map((value) => ({ name: 'up', labels: {}, value }));
  const observation = { type: 'observation', source: 'sts-service', name: 'metrics' } as const;
  const counted = { level: 'trace', what: 'metrics', text: '3 samples' };
  expect(rowOf({ ...observation, data: samples })).toMatchObject(counted);
  expect(rowOf({ ...observation, name: 'progress', data: [1] })).toMatchObject({ level: 'trace' });
  expect(rowOf({ ...observation, name: 'list', data: [1, 2] })).toMatchObject({
    level: 'info',
    text: '[1, 2]',
  });
});

test('shows the value or the error of a poll', () => {
  const poll = { type: 'poll', name: 'health', attempt: 1, done: false } as const;
  expect(rowOf({ ...poll, value: 503 })).toMatchObject({ what: 'health', text: '503' });
  expect(rowOf({ ...poll, error: 'refused' })).toMatchObject({ text: 'refused' });
  expect(rowOf(poll)).toMatchObject({ text: 'null' });
});
