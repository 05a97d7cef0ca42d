import { z } from 'zod';
import { type DubbedFragment, dubbedFragmentsSchema } from '../../../harness/run-data/dubbed-fragments.ts';
import { spokenWordSchema } from '../../../harness/run-data/published-clip.ts';
import { readFields } from './read-fields.ts';

/** Fields that are absent or of another type are left out: the page shows whatever was observed. */
const optionalText = z.string().optional().catch(undefined);
const optionalNumber = z.number().optional().catch(undefined);
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
    status: optionalText,
    transcript: optionalText,
    translated_text: optionalText,
    processing_time_ms: optionalNumber,
    stage_timings: numbers,
    metadata: numbers,
    error: z.object({ code: z.string(), message: z.string() }).optional().catch(undefined),
  }),
});

/** A fragment from the output of the step that collects them. Absent fields were not recorded. */
export type KeptFragment = Pick<DubbedFragment, 'fragmentId' | 'sequenceNumber'> &
  Partial<Omit<DubbedFragment, 'original' | 'dubbed'>> & {
    readonly original?: { readonly path: string };
    readonly dubbed?: { readonly path: string };
  };

const fragmentSchema = dubbedFragmentsSchema.shape.list.element;
const audioFileSchema = fragmentSchema.shape.original.pick({ path: true });
const keptFragmentSchema = fragmentSchema.extend({ original: audioFileSchema, dubbed: audioFileSchema });
const listSchema = z.object({ list: z.array(z.unknown()) });

/** Reads the output of the step that collects the fragments. A re-evaluated run has only this. */
export function readKeptFragments(output: unknown): KeptFragment[] {
  const { list = [] } = listSchema.safeParse(output).data ?? {};
  return list.flatMap((item) => {
    const { fragmentId, sequenceNumber, ...fields } = readFields(keptFragmentSchema, item);
    if (fragmentId === undefined || sequenceNumber === undefined) return [];
    return [{ fragmentId, sequenceNumber, ...fields }];
  });
}

/** The words of the clip's manifest, in the output of the step that publishes it. */
export const clipSchema = z.object({ clip: z.object({ words: z.array(spokenWordSchema) }) });
