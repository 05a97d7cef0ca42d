import type { RunResult } from '../../harness/engine/run-result.ts';
import type { PlannedRun } from '../planning/planned-run.ts';

/** A planned run that was made. */
export interface EndedRun extends PlannedRun {
  readonly result: RunResult;
}

/**
 * Makes the runs, up to `jobs` of them at once. When `signal` is aborted no more are begun.
 *
 * @returns those that were made, in the order of the plan
 */
export async function runAll(
  runs: readonly PlannedRun[],
  runOne: (run: PlannedRun) => Promise<RunResult>,
  { jobs, signal }: { readonly jobs: number; readonly signal: AbortSignal },
): Promise<EndedRun[]> {
  const waiting = runs.entries();
  const ended: EndedRun[] = [];
  const work = async (): Promise<void> => {
    for (const [index, run] of waiting) {
      if (signal.aborted) return;
      ended[index] = { ...run, result: await runOne(run) };
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, runs.length) }, work));
  return ended.filter((run) => run !== undefined);
}
