import type { ReporterFailure } from '../../harness/engine/reporter.ts';
import type { OutputStream } from '../../reports/console/terminal.ts';

/** Says which reports could not be made, and why. */
export function tellFailures(failures: readonly ReporterFailure[], stderr: OutputStream): void {
  for (const { reporter, error } of failures) {
    stderr.write(`the ${reporter} report could not be made: ${String(error)}\n`);
  }
}
