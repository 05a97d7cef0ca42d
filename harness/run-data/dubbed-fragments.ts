import { z } from 'zod';

const audioFileSchema = z.object({
  /** In the run folder. */
  path: z.string(),
  /** Format that the sender declares. */
  format: z.string(),
  durationMs: z.number(),
  /** Sample rate that the sender declares. */
  sampleRateHz: z.number().optional(),
});

const dubbedFragmentSchema = z.object({
  fragmentId: z.string(),
  sequenceNumber: z.number().int(),
  status: z.enum(['success', 'partial', 'failed']),
  /** The segment, from the start of what is published. */
  startS: z.number(),
  durationS: z.number(),
  original: audioFileSchema,
  dubbed: audioFileSchema.optional(),
  transcript: z.string().optional(),
  translatedText: z.string().optional(),
  /** Code and message of a failed one. */
  error: z.string().optional(),
  processingTimeMs: z.number().optional(),
  stageTimings: z.record(z.string(), z.number()).optional(),
  /** On the run's clock. */
  sentAtMs: z.number(),
  processedAtMs: z.number(),
});
export type DubbedFragment = z.infer<typeof dubbedFragmentSchema>;

/** Observed fragments and their results. The audio is in files. */
export const dubbedFragmentsSchema = z.object({
  list: z.array(dubbedFragmentSchema),
  malformed: z.array(z.string()),
  /** Why the observer may not have seen every event. */
  missed: z.array(z.string()),
  /** Published media before the worker's clock started, in s. 0 by default. */
  joinedS: z.number().optional(),
  /** Why `joinedS` is not known. */
  joinUnknown: z.string().optional(),
  /** The worker's report when results are missing. */
  worker: z.string().optional(),
  /** Why no more results were awaited, when some are missing. */
  waitEnded: z.string().optional(),
  /** Why nothing was observed, and what to do. */
  unobserved: z.string().optional(),
});
export type DubbedFragments = z.infer<typeof dubbedFragmentsSchema>;
