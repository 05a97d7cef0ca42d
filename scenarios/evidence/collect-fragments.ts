import { HarnessError } from '../../harness/engine/index.ts';
import type { DubbedFragment, DubbedFragments } from '../../harness/run-data/dubbed-fragments.ts';
import type { StsObserver } from '../../harness/socketio/index.ts';
import type { FragmentAudio, FragmentProcessed } from '../../services/contracts/fragment.ts';
import type { DubbingContext } from '../checks/check-context.ts';
import type { FragmentMeter } from './fragment-meter.ts';
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

/** Saves the observed fragments of a step: audio as files, the rest as data. */
export class FragmentCollector {
  readonly #ctx: DubbingContext;
  readonly #observer: StsObserver;
  readonly #meter: FragmentMeter | undefined;
  readonly #kept = new Map<Processed, Promise<UnplacedFragment>>();

  /** @param meter begins to measure a fragment as soon as it is kept */
  constructor(ctx: DubbingContext, observer: StsObserver, meter?: FragmentMeter) {
    this.#ctx = ctx;
    this.#observer = observer;
    this.#meter = meter;
  }

  /** Begins to keep what has come back so far. Errors reach {@link FragmentCollector.collect}. */
  keepNew(): void {
    const { sent, processed } = this.#observer.fragments;
    for (const result of processed) {
      const request = sent[indexOfRequest(sent, result)];
      if (request !== undefined) this.#keep(result, request).catch(() => undefined);
    }
  }

  /** Keeps everything that has come back. */
  async collect(joined: Joined = { joinedS: 0 }): Promise<DubbedFragments> {
    const { sent, processed, malformed } = this.#observer.fragments;
    const joinedS = 'joinedS' in joined ? joined.joinedS : 0;
    const startsMs = fragmentStartsMs(sent.map(({ payload }) => payload));
    const list: DubbedFragment[] = [];
    for (const result of processed) {
      const at = indexOfRequest(sent, result);
      const request = sent[at];
      const startMs = startsMs[at];
      if (request === undefined || startMs === undefined) throw new FragmentUnseenError(result.payload);
      list.push({ ...(await this.#keep(result, request)), startS: joinedS + startMs / 1000 });
    }
    const completeness = this.#observer.completeness();
    return {
      list,
      malformed: malformed.map(({ event, problem }) => `${event}: ${problem}`),
      missed: completeness.complete ? [] : [...completeness.reasons],
      joinedS,
      ...('unknown' in joined && { joinUnknown: joined.unknown }),
    };
  }

  #keep(result: Processed, request: Sent): Promise<UnplacedFragment> {
    const keeping = this.#kept.get(result) ?? this.#keepNow(result, request);
    this.#kept.set(result, keeping);
    return keeping;
  }

  async #keepNow(result: Processed, request: Sent): Promise<UnplacedFragment> {
    const fragment = await keepUnplaced(this.#ctx, {
      audio: request.payload.audio,
      sentAtMs: request.receivedAtMs,
      result: result.payload,
      processedAtMs: result.receivedAtMs,
    });
    this.#meter?.measure(fragment).catch(() => undefined);
    return fragment;
  }
}

type Processed = StsObserver['fragments']['processed'][number];
type Sent = StsObserver['fragments']['sent'][number];
/** Where a fragment starts is known once all have been observed. */
type UnplacedFragment = Omit<DubbedFragment, 'startS'>;

function indexOfRequest(sent: readonly Sent[], { payload }: Processed): number {
  return sent.findIndex(({ payload: { fragment_id: id } }) => id === payload.fragment_id);
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
  return { ...(await keepUnplaced(ctx, exchange)), startS: exchange.startS };
}

async function keepUnplaced(
  ctx: DubbingContext,
  exchange: Omit<FragmentExchange, 'startS'>,
): Promise<UnplacedFragment> {
  const { result, audio } = exchange;
  const name = `fragment-${result.sequence_number}-${result.fragment_id}`;
  const { dubbed_audio: dubbed, transcript, translated_text: translatedText, error } = result;
  const { processing_time_ms: processingTimeMs, stage_timings: stageTimings } = result;
  return {
    fragmentId: result.fragment_id,
    sequenceNumber: result.sequence_number,
    status: result.status,
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
