import { z } from 'zod';

/** Fields that are absent or of another type are left out: the page shows whatever was observed. */
const optionalText = z.string().optional().catch(undefined);
const optionalNumber = z.number().optional().catch(undefined);
const audioFile = z.object({ path: z.string() }).optional().catch(undefined);
const direction = z.object({ direction: optionalText }).catch({ direction: undefined });
/** The numeric fields of an object. */
const numbers = z
  .record(z.string(), z.unknown())
  .catch({})
  .transform((fields) =>
    Object.fromEntries(
      Object.entries(fields).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
    ),
  );

/** `fragment:data`. */
export const sentSchema = z.object({
  payload: z.object({
    fragment_id: z.string(),
    sequence_number: z.number(),
    timestamp: z.number(),
    audio: z.object({ duration_ms: optionalNumber }).optional().catch(undefined),
  }),
});

/** `fragment:ack` in either direction. */
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

/** The output of the step that collects the fragments. A re-evaluated run has only this. */
export const keptFragmentsSchema = z.object({
  list: z.array(
    z.object({
      fragmentId: z.string(),
      sequenceNumber: z.number(),
      status: z.string(),
      startS: z.number(),
      durationS: z.number(),
      original: audioFile,
      dubbed: audioFile,
      transcript: optionalText,
      translatedText: optionalText,
      error: optionalText,
      processingTimeMs: optionalNumber,
      stageTimings: numbers,
    }),
  ),
});
export type KeptFragment = z.infer<typeof keptFragmentsSchema>['list'][number];

/** The words of the clip's manifest. */
export const clipSchema = z.object({
  clip: z.object({ words: z.array(z.object({ startS: z.number(), endS: z.number(), word: z.string() })) }),
});
