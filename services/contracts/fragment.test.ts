import { expect, test } from 'vitest';
import {
  fragmentAckSchema,
  fragmentDataSchema,
  fragmentProcessedSchema,
  MAX_AUDIO_BASE64_LENGTH,
} from './fragment.ts';

const AUDIO = { format: 'm4a', sample_rate_hz: 48_000, channels: 1, duration_ms: 6000, data_base64: 'AAAA' };
const DATA = { fragment_id: 'f', stream_id: 's', sequence_number: 0, timestamp: 1.5, audio: AUDIO };

test('a fragment is taken as it comes, and with numbers as text', () => {
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
])('fragment %# is refused for its %s', (payload, field) => {
  const fields = fragmentDataSchema.safeParse(payload).error?.issues.map(({ path }) => path.join('.'));
  expect(fields).toEqual([field]);
});

test.each([
  ['sample_rate_hz', 8000, 96_000],
  ['channels', 1, 2],
  ['duration_ms', 0, 60_000],
])('%s of audio is %d at least and %d at most', (field, min, max) => {
  const isTaken = (value: number): boolean =>
    fragmentDataSchema.safeParse({ ...DATA, audio: { ...AUDIO, [field]: value } }).success;
  expect([min - 1, min, max, max + 1].map(isTaken)).toEqual([false, true, true, false]);
});

test('the longest audio has as many characters as the protocol says', () => {
  expect(MAX_AUDIO_BASE64_LENGTH).toBe(13_981_017);
});

test('a result may lack all that is optional, and say so with null', () => {
  const bare = { fragment_id: 'f', stream_id: 's', sequence_number: 2, status: 'failed' };
  const nulls = { dubbed_audio: null, transcript: null, error: null, stage_timings: null, metadata: null };
  expect(fragmentProcessedSchema.parse({ ...bare, ...nulls })).toEqual(bare);
});

test('an error without retryable may not be tried again', () => {
  const result = fragmentProcessedSchema.parse({
    fragment_id: 'f',
    stream_id: 's',
    sequence_number: 2,
    status: 'failed',
    error: { code: 'ASR_FAILED', message: 'no words', stage: null },
  });
  expect(result.error).toEqual({ code: 'ASR_FAILED', message: 'no words', retryable: false });
});

test('a status that the protocol does not have is refused in a result, and taken in an ack', () => {
  const result = { fragment_id: 'f', stream_id: 's', sequence_number: 2, status: 'maybe' };
  expect(fragmentProcessedSchema.safeParse(result).success).toBe(false);
  expect(fragmentAckSchema.parse({ fragment_id: 'f', status: 'maybe' }).status).toBe('maybe');
});
