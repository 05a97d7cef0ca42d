import { z } from 'zod';
import { wireId, wireInteger, wireNumber, wireObject, wireRecord } from './wire.ts';

/**
 * Maximum length of `data_base64` in characters: 10 MiB of audio in base64, without padding. One character more is
 * FRAGMENT_TOO_LARGE.
 */
export const MAX_AUDIO_BASE64_LENGTH = 13_981_017;

/** Socket.IO's `maxHttpBufferSize` on both ends, in bytes. With its default of 1 MB, fragments are dropped silently. */
export const MAX_MESSAGE_BYTES = 50 * 1024 * 1024;

/** Encoded audio. `format` and `sample_rate_hz` are unreliable: detect the format from the bytes. */
export const fragmentAudioSchema = wireObject({
  format: z.string().min(1).max(16).default('m4a'),
  sample_rate_hz: wireInteger(8000, 96_000),
  channels: wireInteger(1, 2),
  duration_ms: wireInteger(0, 60_000),
  data_base64: z.string(),
});
export type FragmentAudio = z.infer<typeof fragmentAudioSchema>;

/**
 * `fragment:data` from the worker: the audio of one segment. `timestamp` is the position in the stream or Unix time, both
 * in ms, so it cannot place a fragment by itself.
 */
export const fragmentDataSchema = wireObject({
  fragment_id: wireId,
  stream_id: wireId,
  sequence_number: wireInteger(0, Number.MAX_SAFE_INTEGER),
  timestamp: wireNumber,
  audio: fragmentAudioSchema,
  metadata: wireRecord.optional(),
});
export type FragmentData = z.infer<typeof fragmentDataSchema>;

/** `fragment:ack`: `received` or `applied` from the worker, `queued` from the STS service. */
export const fragmentAckSchema = wireObject({
  fragment_id: wireId,
  status: z.string().min(1).max(32),
  timestamp: wireNumber.optional(),
  queue_position: wireInteger(0, Number.MAX_SAFE_INTEGER).optional(),
});
export type FragmentAck = z.infer<typeof fragmentAckSchema>;

/** Why a fragment failed. `stage` is `asr`, `translation`, `tts` or the name of another stage. */
export const fragmentErrorSchema = wireObject({
  code: z.string(),
  message: z.string(),
  stage: z.string().optional(),
  retryable: z.boolean().default(false),
});
export type FragmentError = z.infer<typeof fragmentErrorSchema>;

export const stageTimingsSchema = wireObject({
  asr_ms: wireInteger(0, Number.MAX_SAFE_INTEGER).optional(),
  translation_ms: wireInteger(0, Number.MAX_SAFE_INTEGER).optional(),
  tts_ms: wireInteger(0, Number.MAX_SAFE_INTEGER).optional(),
});

/** `fragment:processed` from the STS service: the result of one fragment. */
export const fragmentProcessedSchema = wireObject({
  fragment_id: wireId,
  stream_id: wireId,
  sequence_number: wireInteger(0, Number.MAX_SAFE_INTEGER),
  status: z.enum(['success', 'partial', 'failed']),
  dubbed_audio: fragmentAudioSchema.optional(),
  transcript: z.string().optional(),
  translated_text: z.string().optional(),
  processing_time_ms: wireInteger(0, Number.MAX_SAFE_INTEGER).optional(),
  stage_timings: stageTimingsSchema.optional(),
  error: fragmentErrorSchema.optional(),
  metadata: z.looseObject({}).optional(),
});
export type FragmentProcessed = z.infer<typeof fragmentProcessedSchema>;

const TIMES: ReadonlySet<string> = new Set(['processing_time_ms', 'stage_timings']);

/** A result without its times, for receivers that can use its audio although the times are invalid. */
export const untimedResultSchema = z.preprocess((payload) => {
  if (typeof payload !== 'object' || payload === null) return payload;
  return Object.fromEntries(Object.entries(payload).filter(([field]) => !TIMES.has(field)));
}, fragmentProcessedSchema);
