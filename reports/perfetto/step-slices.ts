import type { RunEvent, StepResult } from '../../harness/engine/event.ts';
import { microseconds, type TraceEvent, type TracePart, type Track } from './trace-event.ts';
import type { Tracks } from './tracks.ts';

/** The run, its steps and its teardowns. */
export class StepSlices implements TracePart {
  readonly #tracks: Tracks;
  /** The number of open slices: run and step. */
  #depth = 0;
  #teardownEndTs = 0;

  constructor(tracks: Tracks) {
    this.#tracks = tracks;
  }

  draw(event: RunEvent): TraceEvent[] {
    const ts = microseconds(event.atMs);
    switch (event.type) {
      case 'run:start': {
        const { runId, environment, params, startedAt } = event;
        return [this.#begin(event.scenario.id, ts, { runId, environment, params, startedAt })];
      }
      case 'step:start': {
        const { step, attempt, timeoutMs } = event;
        const name = `${step.number} ${step.id}`;
        const begin = this.#begin(name, ts, { title: step.title, attempt, timeoutMs });
        return attempt === 1 ? [begin] : [this.#end(ts, { retried: true }), begin];
      }
      case 'step:end':
        return this.#depth < 2 ? [] : [this.#end(ts, argsOf(event.result))];
      case 'teardown': {
        const startTs = Math.max(this.#teardownEndTs, ts - microseconds(event.durationMs), 0);
        this.#teardownEndTs = ts;
        const args = event.error === undefined ? {} : { error: event.error.message };
        const at = { ...this.#tracks.row('run', 'teardown'), ts: startTs };
        return [{ ph: 'X', name: event.name, cat: 'teardown', ...at, dur: ts - startTs, args }];
      }
      case 'run:end':
        return this.#depth < 1 ? [] : [this.#end(ts, { status: event.status })];
      default:
        return [];
    }
  }

  end(ts: number): TraceEvent[] {
    return Array.from({ length: this.#depth }, () => this.#end(ts, { status: 'the event log ends here' }));
  }

  #row(): Track {
    return this.#tracks.row('run', 'steps');
  }

  #begin(name: string, ts: number, args: Extract<TraceEvent, { ph: 'B' }>['args']): TraceEvent {
    const cat = this.#depth === 0 ? 'run' : 'step';
    this.#depth += 1;
    return { ph: 'B', name, cat, ...this.#row(), ts, args };
  }

  #end(ts: number, args: Extract<TraceEvent, { ph: 'E' }>['args']): TraceEvent {
    // The slice of the next attempt starts immediately.
    this.#depth -= 1;
    return { ph: 'E', ...this.#row(), ts, args };
  }
}

function argsOf({ status, attempts, reason, error }: StepResult): Extract<TraceEvent, { ph: 'E' }>['args'] {
  return { status, attempts, reason, error: error?.message };
}
