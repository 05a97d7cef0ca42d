import { formatValue } from '../../../harness/engine/check-text.ts';
import type { RunEvent } from '../../../harness/engine/event.ts';

type PollEvent = Extract<RunEvent, { readonly type: 'poll' }>;

/** What a poll saw, until it saw something else. */
export interface PollState {
  readonly fromMs: number;
  readonly text: string;
  readonly isError: boolean;
  /** When what was seen is a number. */
  readonly value?: number;
}

/** The attempts of one poll. Times are on the run's clock. */
export interface PollTrail {
  readonly name: string;
  readonly attempts: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly done: boolean;
  /** What it saw, oldest first; what it saw again and again is there once. */
  readonly states: readonly PollState[];
}

/** Gathers the polls of each step. */
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
