import { expect, test } from 'vitest';
import {
  fragmentAckSchema,
  fragmentDataSchema,
  fragmentProcessedSchema,
  MAX_AUDIO_BASE64_LENGTH,
} from './fragment.ts';

const AUDIO = { format: 'm4a', sample_rate_hz: 48_000, channels: 1, duration_ms: 6000, data_base64: 'AAAA' };
const DATA = { fragment_id: 'f', stream_id: 's', sequence_number: 0, timestamp: 1.5, audio: AUDIO };

test('accepts a fragment, also with numbers as strings', () => {
  expect(fragmentDataSchema.parse(DATA)).toEqual(DATA);
  expect(
    fragmentDataSchema.parse({ ...DATA, sequence_number: '0', timestamp: '1.5', metadata: null }),
  ).toEqual(DATA);
});

test.each([
  [{ ...DATA, sequence_number: -1 }, 'sequence_number'],
  [{ ...DATA, sequence_number: 0.5 }, 'sequence_number'],
  [{ ...DATA, audio: undefined }, 'audio'],
  [{ ...DATA, audio: { ...AUDIO, duration_ms: 60_001 } }, 'audio.duration_ms'],
  [{ ...DATA, audio: { ...AUDIO, data_base64: null } }, 'audio.data_base64'],
])('rejects fragment %# because of %s', (payload, field) => {
  const fields = fragmentDataSchema.safeParse(payload).error?.issues.map(({ path }) => path.join('.'));
  expect(fields).toEqual([field]);
});

test.each([
  ['sample_rate_hz', 8000, 96_000],
  ['channels', 1, 2],
  ['duration_ms', 0, 60_000],
])('limits %s of audio to %d–%d', (field, min, max) => {
  const isTaken = (value: number): boolean =>
    fragmentDataSchema.safeParse({ ...DATA, audio: { ...AUDIO, [field]: value } }).success;
  expect([min - 1, min, max, max + 1].map(isTaken)).toEqual([false, true, true, false]);
});

test('limits the base64 audio to the length in the protocol', () => {
  expect(MAX_AUDIO_BASE64_LENGTH).toBe(13_981_017);
});

test('accepts a result without optional fields, also as null', () => {
  const bare = { fragment_id: 'f', stream_id: 's', sequence_number: 2, status: 'failed' };
  const nulls = { dubbed_audio: null, transcript: null, error: null, stage_timings: null, metadata: null };
  expect(fragmentProcessedSchema.parse({ ...bare, ...nulls })).toEqual(bare);
});

test('defaults an error without retryable to not retryable', () => {
  const result = fragmentProcessedSchema.parse({
    fragment_id: 'f',
    stream_id: 's',
    sequence_number: 2,
    status: 'failed',
    error: { code: 'ASR_FAILED', message: 'no words', stage: null },
  });
  expect(result.error).toEqual({ code: 'ASR_FAILED', message: 'no words', retryable: false });
});

test('rejects an unknown status of a result, and accepts it in an ack', () => {
  const result = { fragment_id: 'f', stream_id: 's', sequence_number: 2, status: 'maybe' };
  expect(fragmentProcessedSchema.safeParse(result).success).toBe(false);
  expect(fragmentAckSchema.parse({ fragment_id: 'f', status: 'maybe' }).status).toBe('maybe');
});
