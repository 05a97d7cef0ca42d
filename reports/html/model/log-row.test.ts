import { expect, test } from 'vitest';
import type { EventBody } from '../../../harness/engine/event.ts';
import { logRow } from './log-row.ts';

function rowOf(body: EventBody): unknown {
  return logRow({ seq: 0, atMs: 5, ...body });
}

test('what a line was logged with, other than a time of its own', () => {
  const line = { type: 'log', source: 'mediamtx', level: 'info', message: 'ready' } as const;
  const row = { atMs: 5, source: 'mediamtx', level: 'info', what: '', text: 'ready' };
  expect(rowOf(line)).toEqual(row);
  expect(rowOf({ ...line, data: { timestamp: '2026-11-22T12:00:00Z' } })).toEqual(row);
  expect(rowOf({ ...line, data: { timestamp: 'x', tracks: 2 } })).toEqual({ ...row, data: '{"tracks":2}' });
  expect(rowOf({ ...line, data: ['timestamp'] })).toEqual({ ...row, data: '["timestamp"]' });
});

test('samples of metrics are counted, not written out', () => {
  const samples = [1, 2, 3].map((value) => ({ name: 'up', labels: {}, value }));
  const seen = { type: 'observation', source: 'sts-service', name: 'metrics' } as const;
  expect(rowOf({ ...seen, data: samples })).toMatchObject({ what: 'metrics', text: '3 samples' });
  expect(rowOf({ ...seen, name: 'list', data: [1, 2] })).toMatchObject({ text: '[1, 2]' });
});
