import type { RunEvent } from '../event.ts';

/** Presents a run, while it runs or when it has ended. An error that it throws does not affect the run. */
export interface Reporter {
  readonly name: string;
  /** The file that it writes into the run folder, if any. */
  readonly fileName?: string;
  /** Called with each event as it is written. */
  event?(event: RunEvent): void;
  /** Called when the run has ended and its log is complete; one reporter at a time. */
  finish?(runFolder: string): Promise<void> | void;
}

/** An error of {@link Reporter.finish}. */
export interface ReporterFailure {
  readonly reporter: string;
  readonly error: unknown;
}

/** Finishes the reporters in order, also after one has failed. */
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
