import { z } from 'zod';

/** Outcomes of a segment that is to be dubbed. Each such segment has exactly one. */
export const FRAGMENT_OUTCOMES = ['processed', 'partial', 'fallback', 'dropped'] as const;
export type FragmentOutcome = (typeof FRAGMENT_OUTCOMES)[number];

/** Why the original audio of a segment was aired. */
export const FALLBACK_REASONS = [
  'timeout',
  'failed',
  'breaker_open',
  'disconnected',
  'backpressure',
  'invalid_result',
] as const;
export type FallbackReason = (typeof FALLBACK_REASONS)[number];

/** `closed` sends every fragment, `half-open` sends one as a probe, `open` sends none. */
export const BREAKER_STATES = ['closed', 'half-open', 'open'] as const;
export type BreakerState = (typeof BREAKER_STATES)[number];

/** Life cycle of a worker. */
export const WORKER_STATES = ['starting', 'running', 'draining', 'ended', 'failed'] as const;
export type WorkerState = (typeof WORKER_STATES)[number];

/** How a worker reads its source. */
export const INGESTS = ['recording', 'rtmp'] as const;

/** One segment in the ledger. Times are seconds on the clock of the stream. */
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

/** Response of `GET /v1/streams/{id}`. */
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
    /** The latest entries, oldest first; the number is bounded. */
    recent: z.array(ledgerEntrySchema),
  }),
  /** The segment at which the worker resumed after an earlier process was killed. */
  resumed: z.object({ sequence: z.number().int(), startS: z.number() }).optional(),
  /** Tracks of the latest publisher, once known. */
  source: z
    .object({
      video: z.object({ codec: z.string(), width: z.number(), height: z.number() }),
      /** `null` when the source has no audio: the output then has silence. */
      audio: z.object({ codec: z.string(), sampleRateHz: z.number(), channels: z.number() }).nullable(),
      /** Why further tracks of the publisher are not in the output, one sentence for each. */
      unused: z.array(z.string()).optional(),
    })
    .optional(),
  /** Whether the source is read from MediaMTX's recording or over RTMP. */
  ingest: z.enum(INGESTS).optional(),
  /**
   * Seconds of the source that the worker did not receive, as far as known. `headS` is the time up to the first frame
   * when the source is read over RTMP, and up to the first key frame of a recording that starts without one.
   */
  sourceLost: z.object({ headS: z.number().optional(), insideS: z.number() }).optional(),
  /**
   * What became of the time of the stream, since this process reads it. Of the audio:
   * `receivedS − trimmedS + stretchedS + filledS = durationS`, exactly to the sample. Without `filledS`, the time is
   * `dubbedS`, `originalS` or `pendingS`.
   */
  timeline: z
    .object({
      /** Duration of the audio that is cut into segments. */
      durationS: z.number(),
      audio: z.object({
        /** Decoded audio by its number of samples. */
        receivedS: z.number(),
        /** Silence where the source has no audio: gaps, pauses, no track. */
        filledS: z.number(),
        /** Received audio that was left out, because its time already had audio. */
        trimmedS: z.number(),
        /** Change of the duration by following a drift of the timestamps; negative for compressed audio. */
        stretchedS: z.number(),
        /** Audio of segments that are aired dubbed. */
        dubbedS: z.number(),
        /** Audio of segments that are aired with their original audio. */
        originalS: z.number(),
        /** Audio of segments in progress; of an aborted stream, audio that was discarded. */
        pendingS: z.number(),
        /** Sample rate by the timestamps, relative to that of the decoder configuration; 1 unless they disagree. */
        sampleRateRatio: z.number(),
        /** How often the audio stopped while the video continued. */
        pauses: z.number().int(),
        paused: z.boolean(),
      }),
      video: z.object({
        frames: z.number().int(),
        /** Time from the first to the last frame, without pauses. */
        receivedS: z.number(),
        /** Time in pauses of more than 1 s, during which the last frame is shown. */
        pausedS: z.number(),
        /** How often the video stopped while the audio continued. */
        pauses: z.number().int(),
        paused: z.boolean(),
      }),
    })
    .optional(),
  /** Number of publishers so far, one after another. */
  publishers: z.number().int(),
  output: z.object({
    url: z.string(),
    airedS: z.number(),
    /** Seconds without output: no audio was available, or the output was not published. */
    stalledS: z.number(),
    /** Number of times the output was published: once, plus once after each lost connection. */
    publications: z.number().int(),
    onAir: z.boolean(),
  }),
  avSyncDeltaMs: z.number().optional(),
  lastError: z.object({ at: z.string(), code: z.string(), message: z.string() }).optional(),
});
export type WorkerStatus = z.infer<typeof workerStatusSchema>;

/** Response of `GET /v1/streams`. */
export const workerListSchema = z.object({ streams: z.array(workerStatusSchema) });
