import { z } from 'zod';
import type { EvidenceRef } from '../../run-data/diagnosis.ts';
import { oncePerRecord } from './once-per-record.ts';
import type { PipelineFacts } from './pipeline-facts.ts';
import { asContext, type Observation, observationRef } from './run-facts.ts';

/** A fragment that the worker sent to the STS service. */
export interface SentFragment {
  readonly id: string;
  readonly sequence: number;
  readonly event: Observation;
}

/** A result of the STS service, as it was sent: any field may be missing. */
export interface StsResult {
  readonly id: string;
  readonly sequence: number;
  readonly status: string;
  readonly transcript: string | undefined;
  readonly translatedText: string | undefined;
  readonly audio: ResultAudio | undefined;
  readonly error: ResultError | undefined;
  readonly event: Observation;
}

interface ResultAudio {
  /** Length of `data_base64`, from the log, which leaves the audio out. `undefined` when the field is missing. */
  readonly characters: number | undefined;
  /** `data_base64` contains characters that are not base64. */
  readonly isInvalid: boolean;
}

interface ResultError {
  readonly code: string;
  readonly message: string;
  readonly stage: string | undefined;
}

/** An `error` event of the STS service. */
export interface StsError {
  readonly code: string;
  readonly message: string;
  readonly fragmentId: string | undefined;
  readonly event: Observation;
}

/** What worker and STS service exchanged, as the observer saw it. */
export interface StsExchange {
  readonly inits: readonly Observation[];
  readonly readies: readonly Observation[];
  readonly sent: readonly SentFragment[];
  readonly results: readonly StsResult[];
  readonly errors: readonly StsError[];
  readonly ends: readonly Observation[];
}

const text = z.string().optional().catch(undefined);
const payloadOf = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.looseObject({ payload: z.looseObject(shape) });

const sentSchema = payloadOf({ fragment_id: z.string(), sequence_number: z.number() });
const resultSchema = payloadOf({
  fragment_id: z.string(),
  sequence_number: z.number(),
  status: z.string().catch('unknown'),
  transcript: text,
  translated_text: text,
  dubbed_audio: z.looseObject({ data_base64: text }).optional().catch(undefined),
  error: z
    .looseObject({ code: z.string(), message: z.string().catch(''), stage: text })
    .optional()
    .catch(undefined),
});
const errorSchema = payloadOf({ code: z.string(), message: z.string().catch(''), fragment_id: text });

const known = new WeakMap<PipelineFacts, StsExchange>();

/** Reads the protocol events of the run. */
export const stsExchange = oncePerRecord((facts): StsExchange => {
  const exchange = known.get(facts) ?? readExchange(facts);
  known.set(facts, exchange);
  return exchange;
});

function readExchange(facts: PipelineFacts): StsExchange {
  const named = (name: string): readonly Observation[] => facts.observations('sts', name);
  return {
    inits: named('stream:init'),
    readies: named('stream:ready'),
    ends: named('stream:end'),
    sent: named('fragment:data').flatMap((event) => {
      const payload = sentSchema.safeParse(event.data).data?.payload;
      return payload === undefined
        ? []
        : [{ id: payload.fragment_id, sequence: payload.sequence_number, event }];
    }),
    results: named('fragment:processed').flatMap((event) => resultOf(event) ?? []),
    errors: named('error').flatMap((event) => {
      const payload = errorSchema.safeParse(event.data).data?.payload;
      if (payload === undefined) return [];
      const { code, message, fragment_id: fragmentId } = payload;
      return [{ code, message, fragmentId, event }];
    }),
  };
}

function resultOf(event: Observation): StsResult | undefined {
  const payload = resultSchema.safeParse(event.data).data?.payload;
  if (payload === undefined) return undefined;
  const { dubbed_audio: dubbed, error } = payload;
  return {
    id: payload.fragment_id,
    sequence: payload.sequence_number,
    status: payload.status,
    transcript: payload.transcript,
    translatedText: payload.translated_text,
    audio: dubbed && audioOf(dubbed.data_base64),
    error: error && { code: error.code, message: error.message, stage: error.stage },
    event,
  };
}

/** The log has `(26044 characters, sha256 …)` in place of the audio. */
function audioOf(logged: string | undefined): ResultAudio {
  const characters = /^\((\d+) characters/.exec(logged ?? '')?.[1];
  return {
    characters: characters === undefined ? undefined : Number(characters),
    isInvalid: /, not base64\)$/.test(logged ?? ''),
  };
}

/** A result as evidence. */
export function resultRef({ sequence, event }: StsResult, what: string): EvidenceRef {
  return observationRef(event, `fragment:processed ${sequence}: ${what}`);
}

/** How many of the list, as `3 of 5`. */
export function share(part: readonly unknown[], all: readonly unknown[]): string {
  return `${part.length} of ${all.length}`;
}

/** The order in which the results of the only session arrived, when each arrived once and in order. */
export function resultOrder(
  facts: PipelineFacts,
): { readonly text: string; readonly ref: EvidenceRef } | undefined {
  const { results, inits } = stsExchange(facts);
  const last = results.at(-1);
  const sequences = results.map(({ sequence }) => sequence);
  if (last === undefined || inits.length > 1 || !sequences.every((sequence, index) => sequence === index))
    return undefined;
  const text = `the results of the STS service arrived in order, each once (${sequences.join(', ')})`;
  const ref = observationRef(last.event, `last of the results ${sequences.join(', ')}`);
  return { text, ref: asContext(ref) };
}
