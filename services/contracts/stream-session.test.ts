import { expect, test } from 'vitest';
import { streamEndSchema, streamInitSchema, streamReadySchema } from './stream-session.ts';

test('applies the documented defaults to an empty config', () => {
  expect(streamInitSchema.parse({ stream_id: 's', worker_id: 'w', config: {} })).toEqual({
    stream_id: 's',
    worker_id: 'w',
    max_inflight: 3,
    timeout_ms: 8000,
    config: {
      source_language: 'en',
      target_language: 'es',
      voice_profile: 'default',
      chunk_duration_ms: 6000,
      sample_rate_hz: 48_000,
      channels: 1,
      format: 'm4a',
      domain_hints: [],
    },
  });
});

test.each([
  [{ worker_id: 'w', config: {} }, 'stream_id'],
  [{ stream_id: 's', config: {} }, 'worker_id'],
  [{ stream_id: 's', worker_id: 'w' }, 'config'],
  [{ stream_id: 's', worker_id: 'w', config: null }, 'config'],
  [{ stream_id: 's', worker_id: 'w', config: { chunk_duration_ms: 6000.5 } }, 'config.chunk_duration_ms'],
  [{ stream_id: 's', worker_id: 'w', config: { sample_rate_hz: 7999 } }, 'config.sample_rate_hz'],
  [{ stream_id: 's', worker_id: 'w', config: { channels: 3 } }, 'config.channels'],
  [{ stream_id: 's', worker_id: 'w', config: {}, max_inflight: 11 }, 'max_inflight'],
  [{ stream_id: 's', worker_id: 'w', config: {}, timeout_ms: 999 }, 'timeout_ms'],
])('rejects %j because of %s', (payload, field) => {
  const fields = streamInitSchema.safeParse(payload).error?.issues.map(({ path }) => path.join('.'));
  expect(fields).toEqual([field]);
});

test.each([
  ['max_inflight', 1, 10],
  ['timeout_ms', 1000, 30_000],
  ['config.chunk_duration_ms', 100, 10_000],
  ['config.sample_rate_hz', 8000, 96_000],
  ['config.channels', 1, 2],
])('limits %s to %d–%d', (field, min, max) => {
  const [name, inner] = field.split('.');
  const isTaken = (value: number): boolean => {
    const init = { stream_id: 's', worker_id: 'w', config: {} };
    const change = inner === undefined ? { [field]: value } : { [name ?? '']: { [inner]: value } };
    return streamInitSchema.safeParse({ ...init, ...change }).success;
  };
  expect([min - 1, min, max, max + 1].map(isTaken)).toEqual([false, true, true, false]);
});

test('accepts numbers of stream:init as strings', () => {
  const init = streamInitSchema.parse({
    stream_id: 's',
    worker_id: 'w',
    config: { chunk_duration_ms: '2000', sample_rate_hz: '44100.0', domain_hints: null },
    timeout_ms: 1000.0,
  });
  expect(init.config).toMatchObject({ chunk_duration_ms: 2000, sample_rate_hz: 44_100, domain_hints: [] });
  expect(init.timeout_ms).toBe(1000);
});

test('accepts stream:end without a stream id', () => {
  expect(streamEndSchema.parse({ stream_id: null, reason: 'done' })).toEqual({ reason: 'done' });
});

test('requires the session id of stream:ready', () => {
  expect(streamReadySchema.safeParse({ stream_id: 's' }).success).toBe(false);
  expect(
    streamReadySchema.parse({ stream_id: 's', session_id: 'x', capabilities: { new_one: true } }),
  ).toEqual({
    stream_id: 's',
    session_id: 'x',
    capabilities: { new_one: true },
  });
});
