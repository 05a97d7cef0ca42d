import { expect, test } from 'vitest';
import { FragmentLog } from './fragment-log.ts';

const audio = { format: 'm4a', sample_rate_hz: 48_000, channels: 1, duration_ms: 6000, data_base64: 'AAAA' };
const sent = (sequence: number) => ({
  event: 'fragment:data',
  payload: { fragment_id: `f${sequence}`, stream_id: 's', sequence_number: sequence, timestamp: 0, audio },
  receivedAtMs: sequence,
});
const processed = (sequence: number) => ({
  event: 'fragment:processed',
  payload: { fragment_id: `f${sequence}`, stream_id: 's', sequence_number: sequence, status: 'success' },
  receivedAtMs: sequence + 100,
});

test('keeps sent and processed fragments separately, in order of arrival', () => {
  const log = new FragmentLog(10);
  for (const event of [sent(0), sent(1), processed(1), processed(0)]) log.add(event);
  log.add({ event: 'fragment:ack', payload: {}, receivedAtMs: 0 });
  expect(log.sent.map(({ payload }) => payload.sequence_number)).toEqual([0, 1]);
  expect(log.processed.map(({ payload, receivedAtMs }) => [payload.sequence_number, receivedAtMs])).toEqual([
    [1, 101],
    [0, 100],
  ]);
  expect(log.malformed).toEqual([]);
});

test('reports an invalid payload', () => {
  const log = new FragmentLog(10);
  log.add({ event: 'fragment:processed', payload: { fragment_id: 'f', status: 'done' }, receivedAtMs: 5 });
  expect(log.processed).toEqual([]);
  expect(log.malformed).toEqual([
    { event: 'fragment:processed', receivedAtMs: 5, problem: expect.stringContaining('status') },
  ]);
});

test('keeps a result with invalid times without them, and reports it', () => {
  const log = new FragmentLog(10);
  const { payload, ...event } = processed(0);
  log.add({ ...event, payload: { ...payload, processing_time_ms: 12.5, stage_timings: { asr_ms: 'x' } } });
  expect(log.processed).toEqual([{ payload, receivedAtMs: 100 }]);
  expect(log.malformed.map(({ problem }) => problem)).toEqual([
    expect.stringMatching(/processing_time_ms.*stage_timings\.asr_ms/s),
  ]);
});

test('keeps at most the limit and counts the discarded ones', () => {
  const log = new FragmentLog(2);
  for (const sequence of [0, 1, 2, 3]) log.add(processed(sequence));
  expect(log.processed.map(({ payload }) => payload.sequence_number)).toEqual([2, 3]);
  expect(log.discarded).toBe(2);
});
