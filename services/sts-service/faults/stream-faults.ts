import { errorMessage } from '../../../lib/error-message.ts';
import type { FragmentData, FragmentProcessed } from '../../contracts/fragment.ts';
import { isRetryableCode } from '../../contracts/sts-error-code.ts';
import type { Fault, FaultPlan, FaultState, OmittableField } from '../../contracts/sts-faults.ts';
import type { FragmentResult, TimedResult } from '../processing/fragment-processor.ts';
import { ActiveFault } from './active-fault.ts';
import type { FaultAudio } from './fault-audio.ts';

/** Maps a `fragment:processed` payload to the payloads that are sent instead: none, one or several. */
export type RewritePayload = (processed: FragmentProcessed) => readonly object[];

/** The effect of the faults of a stream on one result. */
export interface FaultEffect {
  /** Changes the result itself. */
  readonly alter: (fragment: FragmentData, done: TimedResult, signal: AbortSignal) => Promise<TimedResult>;
  /** Delay after the result is ready; `Infinity` holds it until the faults are removed. */
  readonly delayMs: number;
  /** Whether the result is sent, sent after the next one, or replaced by a disconnect. */
  readonly delivery: 'send' | 'after-next' | 'disconnect';
  readonly rewrite: RewritePayload;
}

/** The faults of one stream, from when they are set until they are removed or replaced. */
export class StreamFaults {
  readonly #faults: readonly ActiveFault[];
  readonly #audio: FaultAudio;
  readonly #removing = new AbortController();
  #results = 0;

  constructor(plan: FaultPlan, audio: FaultAudio) {
    this.#faults = plan.faults.map((fault) => new ActiveFault(fault));
    this.#audio = audio;
  }

  /** Aborted when the faults are removed. */
  get removed(): AbortSignal {
    return this.#removing.signal;
  }

  remove(): void {
    this.#removing.abort();
  }

  describe(): FaultState['faults'] {
    return this.#faults.map((fault) => fault.describe());
  }

  /** Determines the effect on the next result of the stream. Call it once per result. */
  effectOnNext(sequence: number): FaultEffect {
    this.#results += 1;
    const position = { sequence, nth: this.#results };
    const applied = this.#faults.filter((fault) => fault.appliesTo(position));
    const kinds = new Set(applied.map(({ fault }) => fault.kind));
    const delays = applied.map(({ fault }) => (fault.kind === 'delay' ? fault.delay_ms : 0));
    return {
      alter: (fragment, done, signal) => this.#alter(applied, fragment, done, signal),
      delayMs: kinds.has('stall') ? Number.POSITIVE_INFINITY : delays.reduce((sum, ms) => sum + ms, 0),
      delivery: kinds.has('disconnect') ? 'disconnect' : kinds.has('reorder') ? 'after-next' : 'send',
      rewrite: (processed) => rewrite(applied, processed),
    };
  }

  async #alter(
    applied: readonly ActiveFault[],
    fragment: FragmentData,
    done: TimedResult,
    signal: AbortSignal,
  ): Promise<TimedResult> {
    let { result } = done;
    for (const active of applied) {
      if (active.fault.kind === 'error') result = injectedError(active.fault);
      if (active.fault.kind !== 'replace_audio') continue;
      try {
        const dubbed_audio = await this.#audio.replace(
          active.fault.with,
          fragment,
          result.dubbed_audio,
          signal,
        );
        result = { ...result, dubbed_audio };
      } catch (error) {
        if (signal.aborted) break;
        active.recordProblem(`sequence ${fragment.sequence_number}: ${errorMessage(error)}`);
      }
    }
    return { ...done, result };
  }
}

function injectedError(fault: Extract<Fault, { kind: 'error' }>): FragmentResult {
  const { code, message = `Injected error ${code}.`, retryable = isRetryableCode(code), stage } = fault;
  return { status: 'failed', error: { code, message, retryable, ...(stage === undefined ? {} : { stage }) } };
}

function rewrite(applied: readonly ActiveFault[], processed: FragmentProcessed): readonly object[] {
  let payload: object = processed;
  let times = 1;
  for (const { fault } of applied) {
    if (fault.kind === 'omit') payload = omitField(payload, fault.field);
    if (fault.kind === 'duplicate') times += fault.copies;
    if (fault.kind === 'drop') return [];
  }
  return Array.from({ length: times }, () => payload);
}

/** A copy of a payload without one field, which may be a field of its audio. */
function omitField(payload: object, field: OmittableField): object {
  const [name = field, inner] = field.split('.');
  const entries = Object.entries(payload).flatMap(([key, value]): [string, unknown][] => {
    if (key !== name) return [[key, value]];
    if (inner === undefined) return [];
    return [
      [key, Object.fromEntries(Object.entries(value as object).filter(([innerKey]) => innerKey !== inner))],
    ];
  });
  return Object.fromEntries(entries);
}
