import type { RunEvent } from './event.ts';

/**
 * Tells somebody about a run. A reporter that throws never changes what becomes of the run.
 */
export interface Reporter {
  readonly name: string;
  /** The file that it writes into the run folder, if it writes one. */
  readonly fileName?: string;
  /** Called with each event as it is written. */
  event?(event: RunEvent): void;
  /** Called once the run is over and its log complete, one reporter after the other. */
  finish?(runFolder: string): Promise<void> | void;
}

/** A reporter failed to finish. */
export interface ReporterFailure {
  readonly reporter: string;
  readonly error: unknown;
}

/** Lets every reporter finish, in order, whatever the others do. */
export async function finishReporters(
  reporters: readonly Reporter[],
  runFolder: string,
): Promise<ReporterFailure[]> {
  const failures: ReporterFailure[] = [];
  for (const reporter of reporters) {
    try {
      await reporter.finish?.(runFolder);
    } catch (error) {
      failures.push({ reporter: reporter.name, error });
    }
  }
  return failures;
}
