import type { Reporter } from '../../harness/engine/run-folder/reporter.ts';
import { type FileReport, fileReporter } from '../file-report.ts';
import { RESULT_FILE, readRunResult } from '../recorded-runs/read-run.ts';

/** The result of a run as JSON. */
export const jsonReport: FileReport = {
  name: 'json',
  fileName: RESULT_FILE,
  async *render(runFolder) {
    yield `${JSON.stringify(await readRunResult(runFolder), null, 2)}\n`;
  },
};

/** Writes `result.json`. */
export const jsonReporter: Reporter = fileReporter(jsonReport);
