import { z } from 'zod';

const optionalText = z.string().optional().catch(undefined);
const optionalNumber = z.number().optional().catch(undefined);
const numbers = z
  .record(z.string(), z.unknown())
  .catch({})
  .transform((fields) =>
    Object.fromEntries(
      Object.entries(fields).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
    ),
  );

const direction = z.object({ direction: optionalText }).catch({ direction: undefined });

/** `fragment:data`, as far as the page needs it. What is missing or strange is left out, never an error. */
export const sentSchema = z.object({
  payload: z.object({
    fragment_id: z.string(),
    sequence_number: z.number(),
    timestamp: z.number(),
    audio: z.object({ duration_ms: z.number().catch(0) }).catch({ duration_ms: 0 }),
  }),
});

/** `fragment:ack` of either side. */
export const ackSchema = z.object({ meta: direction, payload: z.object({ fragment_id: z.string() }) });

/** `fragment:processed`. */
export const processedSchema = z.object({
  payload: z.object({
    fragment_id: z.string(),
    sequence_number: z.number(),
    status: z.string().catch('unknown'),
    transcript: optionalText,
    translated_text: optionalText,
    processing_time_ms: optionalNumber,
    stage_timings: numbers,
    metadata: numbers,
    error: z.object({ code: z.string(), message: z.string() }).optional().catch(undefined),
  }),
});

/** What the step that collects the fragments keeps of them: all that is left when a run only judges again. */
export const keptFragmentsSchema = z.object({
  list: z.array(
    z.object({
      fragmentId: z.string(),
      sequenceNumber: z.number(),
      status: z.string(),
      startS: z.number(),
      durationS: z.number(),
      original: z.object({ path: z.string() }).optional().catch(undefined),
      dubbed: z.object({ path: z.string() }).optional().catch(undefined),
      transcript: optionalText,
      translatedText: optionalText,
      error: optionalText,
      processingTimeMs: optionalNumber,
      stageTimings: numbers,
    }),
  ),
});

/** The words that the clip's manifest names. */
export const clipSchema = z.object({
  clip: z.object({ words: z.array(z.object({ startS: z.number(), endS: z.number(), word: z.string() })) }),
});
