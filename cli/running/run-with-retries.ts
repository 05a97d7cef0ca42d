import type { FailedRun } from '../../harness/engine/event.ts';
import type { RunResult } from '../../harness/engine/run-result.ts';
import { toFailedRun } from '../../harness/engine/run-result.ts';

/**
 * Runs until a run passes, at most `retries` times again. What was interrupted is not run again.
 *
 * @param runOnce makes one run, which tells of the earlier ones
 * @returns the result of the last
 */
export async function runWithRetries(
  retries: number,
  runOnce: (earlier: readonly FailedRun[]) => Promise<RunResult>,
): Promise<RunResult> {
  const earlier: FailedRun[] = [];
  for (;;) {
    const result = await runOnce([...earlier]);
    const { status } = result;
    if (status === 'passed' || status === 'interrupted' || earlier.length >= retries) return result;
    earlier.push(toFailedRun(result));
  }
}
