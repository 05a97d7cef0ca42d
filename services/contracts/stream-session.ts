import { z } from 'zod';
import { wireId, wireInteger, wireNumber, wireObject } from './wire.ts';

/** `config` of `stream:init`: how the STS service dubs the stream. */
export const streamConfigSchema = wireObject({
  source_language: z.string().min(1).max(35).default('en'),
  target_language: z.string().min(1).max(35).default('es'),
  voice_profile: z.string().min(1).max(128).default('default'),
  chunk_duration_ms: wireInteger(100, 10_000).default(6000),
  sample_rate_hz: wireInteger(8000, 96_000).default(48_000),
  channels: wireInteger(1, 2).default(1),
  format: z.string().min(1).max(16).default('m4a'),
  domain_hints: z.array(z.string().max(128)).max(64).default([]),
});
export type StreamConfig = z.infer<typeof streamConfigSchema>;

/** `stream:init` from the worker: opens a session, replacing the current session of the socket. */
export const streamInitSchema = wireObject({
  stream_id: wireId,
  worker_id: wireId,
  config: streamConfigSchema,
  max_inflight: wireInteger(1, 10).default(3),
  timeout_ms: wireInteger(1000, 30_000).default(8000),
});
export type StreamInit = z.infer<typeof streamInitSchema>;

/** `stream:ready` from the STS service: the session is open. */
export const streamReadySchema = wireObject({
  stream_id: wireId,
  session_id: z.string(),
  max_inflight: wireInteger(1, 10).optional(),
  capabilities: z.looseObject({}).optional(),
});
export type StreamReady = z.infer<typeof streamReadySchema>;

/** `stream:pause` and `stream:resume` from the worker. */
export const streamControlSchema = wireObject({
  stream_id: wireId,
  reason: z.string().max(1024).optional(),
});

/** `stream:end` from the worker: no more fragments follow. */
export const streamEndSchema = wireObject({
  stream_id: wireId.optional(),
  reason: z.string().max(1024).optional(),
});

/** `stream:complete` from the STS service: totals of the session, sent once no fragment is in flight. */
export const streamCompleteSchema = wireObject({
  stream_id: wireId,
  total_fragments: wireInteger(0, Number.MAX_SAFE_INTEGER),
  total_duration_ms: wireNumber,
  statistics: wireObject({
    total_fragments: wireInteger(0, Number.MAX_SAFE_INTEGER),
    success_count: wireInteger(0, Number.MAX_SAFE_INTEGER),
    partial_count: wireInteger(0, Number.MAX_SAFE_INTEGER),
    failed_count: wireInteger(0, Number.MAX_SAFE_INTEGER),
    avg_processing_time_ms: wireNumber,
    p95_processing_time_ms: wireNumber,
  }).optional(),
});
export type StreamComplete = z.infer<typeof streamCompleteSchema>;
