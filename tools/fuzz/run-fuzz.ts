import { setTimeout as sleep } from 'node:timers/promises';
import { errorMessage } from '../../lib/error-message.ts';
import { inputOf } from './fuzz-input.ts';
import type { FuzzInput } from './fuzz-kind.ts';
import type { Target } from './target.ts';

/** Number of inputs sent at the same time. */
const CONCURRENCY = 8;

/** An input with a wrong answer, or without one. */
export interface Violation {
  readonly index: number;
  readonly input: FuzzInput;
  readonly problem: string;
}

export interface FuzzRun {
  readonly seed: number;
  readonly count: number;
  /** Maximum inputs per second. */
  readonly rate: number;
  /** Called before each input. */
  target(): Target;
  /** Whether to stop early, for example after a crash. */
  isStopped(): boolean;
  onViolation(violation: Violation): void;
}

/** Sends all inputs. @returns the number of inputs sent of each kind */
export async function runFuzz(run: FuzzRun): Promise<ReadonlyMap<string, number>> {
  const sent = new Map<string, number>();
  const startedMs = performance.now();
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < run.count && !run.isStopped()) {
      const index = next;
      next += 1;
      const dueMs = startedMs + (index / run.rate) * 1000;
      await sleep(Math.max(0, dueMs - performance.now()));
      const input = inputOf(run.seed, index);
      sent.set(input.kind, (sent.get(input.kind) ?? 0) + 1);
      const problem = await check(input, run.target());
      if (problem !== undefined) run.onViolation({ index, input, problem });
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return sent;
}

/** Sends an input and checks the answer. A missing answer is a problem too. */
export async function check(input: FuzzInput, target: Target): Promise<string | undefined> {
  try {
    return await input.check(target);
  } catch (error) {
    return `no answer: ${errorMessage(error)}`;
  }
}
