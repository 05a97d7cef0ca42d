import { z } from 'zod';
import { HarnessError, type StepContext } from '../../harness/engine/index.ts';
import type { StsObserver } from '../../harness/socketio/index.ts';
import type { FragmentAudio, FragmentProcessed } from '../../services/contracts/fragment.ts';

/** There is a result, and what was sent for it is not known: it cannot be judged. */
class FragmentUnseenError extends HarnessError {
  constructor({ fragment_id: id, sequence_number: sequence }: FragmentProcessed) {
    super(
      `the result of fragment ${sequence} (${id}) was seen, and not that it was sent: the observer has lost events, ` +
        "or the STS service answers what nobody asked. With --observe tap the worker's own connection is observed",
      { code: 'FRAGMENT_UNSEEN', fault: 'INCONCLUSIVE' },
    );
  }
}

const audioFileSchema = z.object({
  /** In the run folder. */
  path: z.string(),
  /** What the sender says that it is. */
  format: z.string(),
  durationMs: z.number(),
});

const dubbedFragmentSchema = z.object({
  fragmentId: z.string(),
  sequenceNumber: z.number().int(),
  status: z.enum(['success', 'partial', 'failed']),
  /** The window, from the beginning of what is published. */
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

/** What went to the STS service and came back, as an observer saw it; the audio lies in files. */
export const dubbedFragmentsSchema = z.object({
  list: z.array(dubbedFragmentSchema),
  malformed: z.array(z.string()),
  /** Why the observer may not have seen everything. */
  missed: z.array(z.string()),
  /** How much of what is published was over when the worker's clock began. 0 by default. */
  joinedS: z.number().optional(),
  /** What the worker says where some did not come back. */
  worker: z.string().optional(),
  /** Why there was nobody to see them, and what to do. */
  unobserved: z.string().optional(),
});
export type DubbedFragments = z.infer<typeof dubbedFragmentsSchema>;

/**
 * Keeps what the observer has seen so far: a file for each piece of audio, the rest as data.
 *
 * @param joinedS when the worker's clock began, on that of what is published
 */
export async function collectFragments(
  ctx: StepContext,
  observer: StsObserver,
  joinedS = 0,
): Promise<DubbedFragments> {
  const { sent, processed, malformed } = observer.fragments;
  const list: DubbedFragment[] = [];
  for (const result of processed) {
    const { payload } = result;
    const request = sent.find(({ payload: { fragment_id: id } }) => id === payload.fragment_id);
    if (request === undefined) throw new FragmentUnseenError(payload);
    list.push(
      await keepFragment(ctx, {
        startS: joinedS + request.payload.timestamp / 1000,
        audio: request.payload.audio,
        sentAtMs: request.receivedAtMs,
        result: payload,
        processedAtMs: result.receivedAtMs,
      }),
    );
  }
  const completeness = observer.completeness();
  return {
    list,
    malformed: malformed.map(({ event, problem }) => `${event}: ${problem}`),
    missed: completeness.complete ? [] : [...completeness.reasons],
    joinedS,
  };
}

/** What was sent and what came back for one window. Times are on the run's clock. */
export interface FragmentExchange {
  readonly startS: number;
  readonly audio: FragmentAudio;
  readonly sentAtMs: number;
  readonly result: FragmentProcessed;
  readonly processedAtMs: number;
}

/** Keeps one fragment: its audio as files, the rest as data. */
export async function keepFragment(ctx: StepContext, exchange: FragmentExchange): Promise<DubbedFragment> {
  const { result, audio } = exchange;
  const name = `fragment-${result.sequence_number}-${result.fragment_id}`;
  const { dubbed_audio: dubbed, transcript, translated_text: translatedText, error } = result;
  const { processing_time_ms: processingTimeMs, stage_timings: stageTimings } = result;
  return {
    fragmentId: result.fragment_id,
    sequenceNumber: result.sequence_number,
    status: result.status,
    startS: exchange.startS,
    durationS: audio.duration_ms / 1000,
    original: await keep(ctx, `${name}-original`, audio),
    ...(dubbed === undefined ? {} : { dubbed: await keep(ctx, `${name}-dubbed`, dubbed) }),
    ...(transcript === undefined ? {} : { transcript }),
    ...(translatedText === undefined ? {} : { translatedText }),
    ...(error === undefined ? {} : { error: `${error.code}: ${error.message}` }),
    ...(processingTimeMs === undefined ? {} : { processingTimeMs }),
    ...(stageTimings === undefined ? {} : { stageTimings: definedOf(stageTimings) }),
    sentAtMs: exchange.sentAtMs,
    processedAtMs: exchange.processedAtMs,
  };
}

async function keep(ctx: StepContext, name: string, audio: FragmentAudio) {
  const path = await ctx.attach(
    `${name}.${audio.format}`,
    Buffer.from(audio.data_base64, 'base64'),
    'audio/mp4',
  );
  return { path, format: audio.format, durationMs: audio.duration_ms };
}

function definedOf(timings: Record<string, number | undefined>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(timings).filter((entry): entry is [string, number] => entry[1] !== undefined),
  );
}
