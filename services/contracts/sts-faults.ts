import { z } from 'zod';

const MAX_DELAY_MS = 600_000;

/** Which results a fault applies to; without it, every one. */
export const faultWhenSchema = z
  .strictObject({
    /** The result with this sequence number, in each session of the stream. */
    sequence: z.int().min(0).optional(),
    /** The nth result of the stream since the faults were set, counted from 1, over all its sessions. */
    nth: z.int().min(1).optional(),
    /** Each result with this probability, 0 to 1. */
    probability: z.number().min(0).max(1).optional(),
    /** Of `probability`: the same seed chooses the same results. */
    seed: z.int().min(0).max(0xff_ff_ff_ff).optional(),
  })
  .superRefine((when, context) => {
    const ways = [when.sequence, when.nth, when.probability].filter((way) => way !== undefined);
    if (ways.length !== 1) {
      context.addIssue({ code: 'custom', message: 'expected exactly one of sequence, nth, probability' });
    }
    if (when.seed !== undefined && when.probability === undefined) {
      context.addIssue({ code: 'custom', path: ['seed'], message: 'only probability has a seed' });
    }
  });
export type FaultWhen = z.infer<typeof faultWhenSchema>;

const when = faultWhenSchema.optional();
/** How often it applies; without it, as often as it matches. */
const count = z.int().min(1).optional();

/** What can be left out of a result. */
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
 * What can be heard instead of the dubbed audio. `original` is what the worker sent; `wrong_rate` is the dubbed
 * audio as if 48 kHz were taken for 44.1: deeper, slower, 8.8 % too long, and labelled as if nothing were wrong.
 */
export const AUDIO_REPLACEMENTS = ['silence', 'tone', 'original', 'wrong_rate', 'noise'] as const;
export type AudioReplacement = (typeof AUDIO_REPLACEMENTS)[number];

/** Something that goes wrong with the results of a stream. */
export const faultSchema = z.discriminatedUnion('kind', [
  /** The result goes out so much later than it was ready, and those after it wait for it. */
  z.strictObject({ kind: z.literal('delay'), when, count, delay_ms: z.int().min(1).max(MAX_DELAY_MS) }),
  /** A failed result instead. `retryable` is the code's own when absent. */
  z.strictObject({
    kind: z.literal('error'),
    when,
    count,
    code: z.string().min(1).max(64),
    message: z.string().max(1024).optional(),
    retryable: z.boolean().optional(),
    stage: z.string().min(1).max(64).optional(),
  }),
  /** The result never goes out; the session counts it as sent. */
  z.strictObject({ kind: z.literal('drop'), when, count }),
  z.strictObject({ kind: z.literal('omit'), when, count, field: z.enum(OMITTABLE_FIELDS) }),
  z.strictObject({ kind: z.literal('replace_audio'), when, count, with: z.enum(AUDIO_REPLACEMENTS) }),
  /** The result goes out `copies` times more. */
  z.strictObject({
    kind: z.literal('duplicate'),
    when,
    count,
    copies: z.int().min(1).max(10).default(1),
  }),
  /** The result goes out right after the next one; at the stream's end, when none comes any more. */
  z.strictObject({ kind: z.literal('reorder'), when, count }),
  /** The server disconnects the worker instead of sending the result. Once, unless `count` says more. */
  z.strictObject({ kind: z.literal('disconnect'), when, count: z.int().min(1).default(1) }),
  /** The result and all after it are held back until the fault is removed. */
  z.strictObject({ kind: z.literal('stall'), when, count }),
]);
export type Fault = z.infer<typeof faultSchema>;

/** Body of `PUT /v1/faults/{stream_id}`: replaces the faults of the stream, which need not have started. */
export const faultPlanSchema = z.strictObject({ faults: z.array(faultSchema).min(1).max(32) });
export type FaultPlan = z.infer<typeof faultPlanSchema>;
/** A plan as it may be written, without the fields that have a default. */
export type FaultPlanInput = z.input<typeof faultPlanSchema>;

/** Answer of `PUT` and `GET /v1/faults/{stream_id}`; without faults `faults` is empty. `DELETE` answers 204. */
export const faultStateSchema = z.object({
  stream_id: z.string(),
  faults: z.array(
    z.object({
      fault: faultSchema,
      /** How many results it was applied to. */
      applied: z.int(),
      /** Why it could not be applied to a result that it matched; the newest such case. */
      problem: z.string().optional(),
    }),
  ),
});
export type FaultState = z.infer<typeof faultStateSchema>;

/** Body of an answer 422: each field that is wrong, such as `faults.0.delay_ms`. */
export const faultRefusalSchema = z.object({
  error: z.string(),
  detail: z.array(z.object({ field: z.string(), message: z.string() })),
});
