import type { RunStatus } from '../harness/engine/event.ts';
import type { RunResult } from '../harness/engine/run-result.ts';

/** What the command line ends with. */
export const EXIT_CODES = {
  ok: 0,
  /** A step failed, or the harness did. */
  failed: 1,
  usage: 2,
  /** The environment could not be started: the pipeline was not put to the test. */
  notStarted: 3,
  /** As shells tell of SIGINT: 128 + 2. */
  interrupted: 130,
} as const;

/** What a run ends with. */
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
 * What several runs end with: 130 when interrupted, 1 when one failed, 3 when none did but one could not be started.
 * One that passed only when it was run again has passed, unless that is to be a failure.
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
