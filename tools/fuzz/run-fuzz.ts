import { setTimeout as sleep } from 'node:timers/promises';
import { inputOf } from './fuzz-input.ts';
import type { FuzzInput } from './fuzz-kind.ts';
import type { Target } from './target.ts';

/** Inputs that are under way at once. */
const LANES = 8;

/** An input that was answered wrongly, or not at all. */
export interface Violation {
  readonly index: number;
  readonly input: FuzzInput;
  readonly complaint: string;
}

export interface FuzzRun {
  readonly seed: number;
  readonly count: number;
  /** Inputs a second, at most. */
  readonly rate: number;
  /** Asked before each input. */
  target(): Target;
  /** Ends the run early: nothing is left to be tested. */
  isOver(): boolean;
  onViolation(violation: Violation): void;
}

/** Sends all inputs, several at a time. @returns how many of each kind were sent */
export async function runFuzz(run: FuzzRun): Promise<ReadonlyMap<string, number>> {
  const sent = new Map<string, number>();
  const startedMs = performance.now();
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < run.count && !run.isOver()) {
      const index = next;
      next += 1;
      const dueMs = startedMs + (index / run.rate) * 1000;
      await sleep(Math.max(0, dueMs - performance.now()));
      const input = inputOf(run.seed, index);
      sent.set(input.kind, (sent.get(input.kind) ?? 0) + 1);
      const complaint = await judge(input, run.target());
      if (complaint !== undefined) run.onViolation({ index, input, complaint });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return sent;
}

/** What is wrong with the answer to an input; no answer at all is wrong too. */
export async function judge(input: FuzzInput, target: Target): Promise<string | undefined> {
  try {
    return await input.judge(target);
  } catch (error) {
    return `no answer: ${error instanceof Error ? error.message : String(error)}`;
  }
}
