import { errorMessage } from '../../../lib/error-message.ts';
import type { FragmentData } from '../../contracts/fragment.ts';
import type { FaultPlan, FaultState } from '../../contracts/sts-faults.ts';
import type { Mangle } from '../session/session-outlet.ts';
import type { TimedResult } from '../session/timed-work.ts';
import { ArmedFault } from './armed-fault.ts';
import { failedByFault } from './failed-by-fault.ts';
import type { FaultAudio } from './fault-audio.ts';
import { without } from './without.ts';

/** What the faults of a stream do to one result. */
export interface Tampering {
  /** Makes the result that goes out. */
  readonly alter: (fragment: FragmentData, done: TimedResult, signal: AbortSignal) => Promise<TimedResult>;
  /** How long after it was ready it goes out; `Infinity` while the faults are in force. */
  readonly delayMs: number;
  /** Where it goes: to the worker, behind the next one, or nowhere, for the worker is disconnected. */
  readonly way: 'straight' | 'behind-next' | 'disconnect';
  readonly mangle: Mangle;
}

/** The faults of one stream from when they are set until they are removed or replaced. */
export class StreamFaults {
  readonly #armed: readonly ArmedFault[];
  readonly #audio: FaultAudio;
  readonly #removing = new AbortController();
  #results = 0;

  constructor(plan: FaultPlan, audio: FaultAudio) {
    this.#armed = plan.faults.map((fault) => new ArmedFault(fault));
    this.#audio = audio;
  }

  /** Aborted when they are no longer in force. */
  get removed(): AbortSignal {
    return this.#removing.signal;
  }

  remove(): void {
    this.#removing.abort();
  }

  describe(): FaultState['faults'] {
    return this.#armed.map((armed) => armed.describe());
  }

  /** What happens to the stream's next result; to be asked once for each. */
  tamper(sequence: number): Tampering {
    this.#results += 1;
    const position = { sequence, nth: this.#results };
    const met = this.#armed.filter((armed) => armed.meets(position));
    const kinds = new Set(met.map(({ fault }) => fault.kind));
    const delays = met.map(({ fault }) => (fault.kind === 'delay' ? fault.delay_ms : 0));
    return {
      alter: (fragment, done, signal) => this.#alter(met, fragment, done, signal),
      delayMs: kinds.has('stall') ? Number.POSITIVE_INFINITY : delays.reduce((sum, ms) => sum + ms, 0),
      way: kinds.has('disconnect') ? 'disconnect' : kinds.has('reorder') ? 'behind-next' : 'straight',
      mangle: (processed) => mangle(met, processed),
    };
  }

  async #alter(
    met: readonly ArmedFault[],
    fragment: FragmentData,
    done: TimedResult,
    signal: AbortSignal,
  ): Promise<TimedResult> {
    let { result } = done;
    for (const armed of met) {
      if (armed.fault.kind === 'error') result = failedByFault(armed.fault);
      if (armed.fault.kind !== 'replace_audio') continue;
      try {
        const dubbed_audio = await this.#audio.replace(
          armed.fault.with,
          fragment,
          result.dubbed_audio,
          signal,
        );
        result = { ...result, dubbed_audio };
      } catch (error) {
        if (signal.aborted) break;
        armed.failed(`sequence ${fragment.sequence_number}: ${errorMessage(error)}`);
      }
    }
    return { ...done, result };
  }
}

function mangle(met: readonly ArmedFault[], processed: Parameters<Mangle>[0]): readonly object[] {
  let payload: object = processed;
  let times = 1;
  for (const { fault } of met) {
    if (fault.kind === 'omit') payload = without(payload, fault.field);
    if (fault.kind === 'duplicate') times += fault.copies;
    if (fault.kind === 'drop') return [];
  }
  return Array.from({ length: times }, () => payload);
}
