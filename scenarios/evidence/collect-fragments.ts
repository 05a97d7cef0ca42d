import { HarnessError } from '../../harness/engine/index.ts';
import type { DubbedFragment, DubbedFragments } from '../../harness/run-data/dubbed-fragments.ts';
import type { StsObserver } from '../../harness/socketio/index.ts';
import type { FragmentAudio, FragmentProcessed } from '../../services/contracts/fragment.ts';
import type { DubbingContext } from '../checks/check-context.ts';
import { fragmentStartsMs } from './fragment-starts.ts';

/** A result was observed without its fragment, so it cannot be checked. */
class FragmentUnseenError extends HarnessError {
  constructor({ fragment_id: id, sequence_number: sequence }: FragmentProcessed) {
    super(
      `the result of fragment ${sequence} (${id}) was observed, but not the fragment itself: the observer has lost ` +
        'events, or the STS service returned a result for a fragment that was never sent. Use --observe tap to observe the ' +
        "worker's own connection",
      { code: 'FRAGMENT_UNSEEN', fault: 'INCONCLUSIVE' },
    );
  }
}

/** When the worker's clock started, on that of what is published; `unknown` gives the reason why it is not known. */
export type Joined = { readonly joinedS: number } | { readonly unknown: string };

/** Saves the observed fragments: audio as files, the rest as data. */
export async function collectFragments(
  ctx: DubbingContext,
  observer: StsObserver,
  joined: Joined = { joinedS: 0 },
): Promise<DubbedFragments> {
  const { sent, processed, malformed } = observer.fragments;
  const joinedS = 'joinedS' in joined ? joined.joinedS : 0;
  const startsMs = fragmentStartsMs(sent.map(({ payload }) => payload));
  const list: DubbedFragment[] = [];
  for (const result of processed) {
    const { payload } = result;
    const at = sent.findIndex(({ payload: { fragment_id: id } }) => id === payload.fragment_id);
    const request = sent[at];
    const startMs = startsMs[at];
    if (request === undefined || startMs === undefined) throw new FragmentUnseenError(payload);
    list.push(
      await keepFragment(ctx, {
        startS: joinedS + startMs / 1000,
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
    ...('unknown' in joined && { joinUnknown: joined.unknown }),
  };
}

/** A fragment that was sent and its result. Times are on the run's clock. */
export interface FragmentExchange {
  readonly startS: number;
  readonly audio: FragmentAudio;
  readonly sentAtMs: number;
  readonly result: FragmentProcessed;
  readonly processedAtMs: number;
}

/** Keeps one fragment: its audio as files, the rest as data. */
export async function keepFragment(ctx: DubbingContext, exchange: FragmentExchange): Promise<DubbedFragment> {
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
    original: await keepAudio(ctx, `${name}-original`, audio),
    ...(dubbed === undefined ? {} : { dubbed: await keepAudio(ctx, `${name}-dubbed`, dubbed) }),
    ...(transcript === undefined ? {} : { transcript }),
    ...(translatedText === undefined ? {} : { translatedText }),
    ...(error === undefined ? {} : { error: `${error.code}: ${error.message}` }),
    ...(processingTimeMs === undefined ? {} : { processingTimeMs }),
    ...(stageTimings === undefined ? {} : { stageTimings: withoutUndefined(stageTimings) }),
    sentAtMs: exchange.sentAtMs,
    processedAtMs: exchange.processedAtMs,
  };
}

async function keepAudio(ctx: DubbingContext, name: string, audio: FragmentAudio) {
  const path = await ctx.attach(
    `${name}.${audio.format}`,
    Buffer.from(audio.data_base64, 'base64'),
    'audio/mp4',
  );
  return {
    ...{ path, format: audio.format, durationMs: audio.duration_ms },
    sampleRateHz: audio.sample_rate_hz,
  };
}

function withoutUndefined(timings: Record<string, number | undefined>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(timings).filter((entry): entry is [string, number] => entry[1] !== undefined),
  );
}
