import { z } from 'zod';

/** How a segment can end. Each ends in exactly one. */
export const FRAGMENT_OUTCOMES = ['processed', 'partial', 'fallback', 'dropped'] as const;
export type FragmentOutcome = (typeof FRAGMENT_OUTCOMES)[number];

/** Why the original audio of a window was aired. */
export const FALLBACK_REASONS = [
  'timeout',
  'failed',
  'breaker_open',
  'disconnected',
  'backpressure',
  'invalid_result',
] as const;
export type FallbackReason = (typeof FALLBACK_REASONS)[number];

/** Whether fragments are sent (closed), one is to see whether the service works again, or none is (open). */
export const BREAKER_STATES = ['closed', 'half-open', 'open'] as const;
export type BreakerState = (typeof BREAKER_STATES)[number];

/** Where a stream's worker is in its life. */
export const WORKER_STATES = ['starting', 'running', 'draining', 'ended', 'failed'] as const;
export type WorkerState = (typeof WORKER_STATES)[number];

/** How a worker can read its source. */
export const INGESTS = ['recording', 'rtmp'] as const;

/** One segment's account: a line of the ledger. Times are seconds on the stream's own clock. */
export const ledgerEntrySchema = z.object({
  sequence: z.number().int().nonnegative(),
  fragmentId: z.string(),
  startS: z.number(),
  durationS: z.number(),
  outcome: z.enum(FRAGMENT_OUTCOMES).optional(),
  reason: z.string().optional(),
  roundTripMs: z.number().optional(),
});
export type LedgerEntry = z.infer<typeof ledgerEntrySchema>;

/** `GET /v1/streams/{id}` */
export const workerStatusSchema = z.object({
  streamId: z.string(),
  state: z.enum(WORKER_STATES),
  startedAt: z.string(),
  endedAt: z.string().optional(),
  sts: z.object({
    connected: z.boolean(),
    sessionId: z.string().optional(),
    url: z.string(),
    breaker: z.enum(BREAKER_STATES).optional(),
  }),
  ledger: z.object({
    sent: z.number().int(),
    inflight: z.number().int(),
    processed: z.number().int(),
    partial: z.number().int(),
    fallback: z.number().int(),
    dropped: z.number().int(),
    /** The newest entries, oldest first; bounded. */
    recent: z.array(ledgerEntrySchema),
  }),
  /** The segment at which it went on after an earlier process had been killed. */
  resumed: z.object({ sequence: z.number().int(), startS: z.number() }).optional(),
  /** What the publisher that came last sends, once that is known. */
  source: z
    .object({
      video: z.object({ codec: z.string(), width: z.number(), height: z.number() }),
      /** `null` when it sends none: the output has silence instead. */
      audio: z.object({ codec: z.string(), sampleRateHz: z.number(), channels: z.number() }).nullable(),
    })
    .optional(),
  /** How the source is read: MediaMTX's recording of it, or over RTMP. */
  ingest: z.enum(INGESTS).optional(),
  /**
   * Seconds of the source that never came to the worker, as far as they are known; at the head, up to the first
   * picture, where it is read over RTMP.
   */
  sourceLost: z.object({ headS: z.number().optional(), insideS: z.number() }).optional(),
  /** How many publishers it has had, one after the other. */
  publishers: z.number().int(),
  output: z.object({
    url: z.string(),
    airedS: z.number(),
    /** Seconds in which nothing went out: no audio was there, or the output was off the air. */
    stalledS: z.number(),
    /** How often it was published: once, and again after each loss of its connection. */
    publications: z.number().int(),
    onAir: z.boolean(),
  }),
  avSyncDeltaMs: z.number().optional(),
  lastError: z.object({ at: z.string(), code: z.string(), message: z.string() }).optional(),
});
export type WorkerStatus = z.infer<typeof workerStatusSchema>;

/** `GET /v1/streams` */
export const workerListSchema = z.object({ streams: z.array(workerStatusSchema) });
