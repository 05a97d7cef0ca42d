import { formatValue } from '../../../harness/engine/check-text.ts';
import type { RunEvent } from '../../../harness/engine/event.ts';

type PollEvent = Extract<RunEvent, { readonly type: 'poll' }>;

/** A value that a poll observed, until the next change. */
export interface PollState {
  readonly fromMs: number;
  readonly text: string;
  readonly isError: boolean;
  /** Present for a number. */
  readonly value?: number;
}

/** The history of one poll. Times are on the run's clock. */
export interface PollTrail {
  readonly name: string;
  readonly attempts: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly done: boolean;
  /** The changes of the value, oldest first. */
  readonly states: readonly PollState[];
}

/** Collects the polls of each step. */
export class PollTrails {
  readonly #ofStep = new Map<number, Map<string, { states: PollState[] } & Omit<PollTrail, 'states'>>>();

  add(event: PollEvent): void {
    if (event.during === undefined) return;
    const trails = this.#ofStep.get(event.during) ?? new Map();
    this.#ofStep.set(event.during, trails);
    const { name, atMs, done } = event;
    const known = trails.get(name) ?? { name, attempts: 0, firstMs: atMs, lastMs: atMs, done, states: [] };
    const state = stateOf(event);
    const before = known.states.at(-1);
    if (before?.text !== state.text || before.isError !== state.isError) known.states.push(state);
    trails.set(name, { ...known, attempts: known.attempts + 1, lastMs: atMs, done });
  }

  ofStep(step: number): readonly PollTrail[] {
    return [...(this.#ofStep.get(step)?.values() ?? [])];
  }
}

function stateOf({ atMs, value, error }: PollEvent): PollState {
  if (error !== undefined) return { fromMs: atMs, text: error, isError: true };
  const state = { fromMs: atMs, text: formatValue(value ?? null), isError: false };
  return typeof value === 'number' ? { ...state, value } : state;
}
