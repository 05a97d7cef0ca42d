import { join } from 'node:path';
import { readEventLog } from '../../harness/engine/read-event-log.ts';
import type { Reporter } from '../../harness/engine/reporter.ts';
import { type RunResult, RunResultBuilder } from '../../harness/engine/run-result.ts';
import { type FileReport, fileReporter } from '../file-report.ts';

/** The result of the run in `runFolder`, complete or not, from its event log. */
async function readRunResult(runFolder: string): Promise<RunResult> {
  const builder = new RunResultBuilder();
  for await (const event of readEventLog(join(runFolder, 'events.ndjson'))) builder.add(event);
  return builder.result();
}

/** The run in figures. */
export const jsonReport: FileReport = {
  name: 'json',
  fileName: 'result.json',
  async *render(runFolder) {
    yield `${JSON.stringify(await readRunResult(runFolder), null, 2)}\n`;
  },
};

/** Writes `result.json`. */
export const jsonReporter: Reporter = fileReporter(jsonReport);
