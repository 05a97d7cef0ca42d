import type { RunStatus } from '../harness/engine/event.ts';
import type { RunResult } from '../harness/engine/run-folder/run-result.ts';

export const EXIT_CODES = {
  ok: 0,
  /** A step failed, or the harness did. */
  failed: 1,
  usage: 2,
  /** The environment cannot be started, so the pipeline was not tested. */
  notStarted: 3,
  /** 128 + SIGINT, as in shells. */
  interrupted: 130,
} as const;

/** The exit code of one run. */
export function exitCodeOf(status: RunStatus): number {
  switch (status) {
    case 'passed':
      return EXIT_CODES.ok;
    case 'failed':
      return EXIT_CODES.failed;
    case 'not-started':
      return EXIT_CODES.notStarted;
    case 'interrupted':
      return EXIT_CODES.interrupted;
  }
}

/**
 * The exit code of several runs: 130 if one was interrupted, else 1 if one failed, else 3 if one could not be started.
 * A flaky run counts as passed unless `failOnFlaky` is set.
 */
export function exitCodeOfAll(
  runs: readonly Pick<RunResult, 'status' | 'flaky'>[],
  { failOnFlaky }: { readonly failOnFlaky: boolean },
): number {
  const order: readonly RunStatus[] = ['interrupted', 'failed', 'not-started'];
  const worst = order.find((status) => runs.some((run) => run.status === status));
  if (worst !== undefined) return exitCodeOf(worst);
  return failOnFlaky && runs.some(({ flaky }) => flaky === true) ? EXIT_CODES.failed : EXIT_CODES.ok;
}
