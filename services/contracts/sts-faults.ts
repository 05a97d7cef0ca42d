import { z } from 'zod';

const MAX_DELAY_MS = 600_000;

/** Which results a fault applies to; defaults to all. */
export const faultWhenSchema = z
  .strictObject({
    /** The result with this sequence number in each session of the stream. */
    sequence: z.int().min(0).optional(),
    /** The nth result of the stream since the faults were set, counted from 1 over all sessions. */
    nth: z.int().min(1).optional(),
    /** Each result with this probability, 0 to 1. */
    probability: z.number().min(0).max(1).optional(),
    /** Seed for `probability`: the same seed selects the same results. */
    seed: z.int().min(0).max(0xff_ff_ff_ff).optional(),
  })
  .superRefine((when, context) => {
    const selectors = [when.sequence, when.nth, when.probability].filter((value) => value !== undefined);
    if (selectors.length !== 1) {
      context.addIssue({ code: 'custom', message: 'expected exactly one of sequence, nth, probability' });
    }
    if (when.seed !== undefined && when.probability === undefined) {
      context.addIssue({ code: 'custom', path: ['seed'], message: 'seed requires probability' });
    }
  });
export type FaultWhen = z.infer<typeof faultWhenSchema>;

const when = faultWhenSchema.optional();
/** Maximum number of results it applies to; unlimited by default. */
const count = z.int().min(1).optional();

/** Fields that `omit` can remove from a result. */
export const OMITTABLE_FIELDS = [
  'fragment_id',
  'stream_id',
  'sequence_number',
  'status',
  'dubbed_audio',
  'dubbed_audio.format',
  'dubbed_audio.sample_rate_hz',
  'dubbed_audio.channels',
  'dubbed_audio.duration_ms',
  'dubbed_audio.data_base64',
  'transcript',
  'translated_text',
  'processing_time_ms',
  'stage_timings',
  'metadata',
] as const;
export type OmittableField = (typeof OMITTABLE_FIELDS)[number];

/**
 * Replacements for the dubbed audio. `original` is the audio of the worker. `wrong_rate` is the dubbed audio with 48 kHz
 * taken for 44.1 kHz: lower, slower, 8.8 % too long, and labelled with its former length.
 */
export const AUDIO_REPLACEMENTS = ['silence', 'tone', 'original', 'wrong_rate', 'noise'] as const;
export type AudioReplacement = (typeof AUDIO_REPLACEMENTS)[number];

/** A fault in the results of a stream. */
export const faultSchema = z.discriminatedUnion('kind', [
  /** Delays the result by `delay_ms`; later results wait for it. */
  z.strictObject({ kind: z.literal('delay'), when, count, delay_ms: z.int().min(1).max(MAX_DELAY_MS) }),
  /** Replaces the result with a failed one. `retryable` defaults to that of the code. */
  z.strictObject({
    kind: z.literal('error'),
    when,
    count,
    code: z.string().min(1).max(64),
    message: z.string().max(1024).optional(),
    retryable: z.boolean().optional(),
    stage: z.string().min(1).max(64).optional(),
  }),
  /** Does not send the result; the session counts it as sent. */
  z.strictObject({ kind: z.literal('drop'), when, count }),
  z.strictObject({ kind: z.literal('omit'), when, count, field: z.enum(OMITTABLE_FIELDS) }),
  z.strictObject({ kind: z.literal('replace_audio'), when, count, with: z.enum(AUDIO_REPLACEMENTS) }),
  /** Sends the result `copies` additional times. */
  z.strictObject({
    kind: z.literal('duplicate'),
    when,
    count,
    copies: z.int().min(1).max(10).default(1),
  }),
  /** Sends the result right after the next one, or at the end of the stream when no other follows. */
  z.strictObject({ kind: z.literal('reorder'), when, count }),
  /** Disconnects the worker instead of sending the result; `count` defaults to 1. */
  z.strictObject({ kind: z.literal('disconnect'), when, count: z.int().min(1).default(1) }),
  /** Holds back the result and all later ones until the fault is removed. */
  z.strictObject({ kind: z.literal('stall'), when, count }),
]);
export type Fault = z.infer<typeof faultSchema>;

/** Body of `PUT /v1/faults/{stream_id}`: replaces the faults of the stream, which need not exist yet. */
export const faultPlanSchema = z.strictObject({ faults: z.array(faultSchema).min(1).max(32) });
export type FaultPlan = z.infer<typeof faultPlanSchema>;
/** A plan as written by a client, with defaults left out. */
export type FaultPlanInput = z.input<typeof faultPlanSchema>;

/** Response of `PUT` and `GET /v1/faults/{stream_id}`. `DELETE` responds with 204. */
export const faultStateSchema = z.object({
  stream_id: z.string(),
  faults: z.array(
    z.object({
      fault: faultSchema,
      /** Number of results that it was applied to. */
      applied: z.int(),
      /** Why it could not be applied to the latest matching result that it failed on. */
      problem: z.string().optional(),
    }),
  ),
});
export type FaultState = z.infer<typeof faultStateSchema>;

/** Body of a 422 response: each invalid field, such as `faults.0.delay_ms`. */
export const faultRejectionSchema = z.object({
  error: z.string(),
  detail: z.array(z.object({ field: z.string(), message: z.string() })),
});
