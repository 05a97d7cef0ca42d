import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readEventLog } from '../../harness/engine/read-event-log.ts';
import { type RunResult, RunResultBuilder } from '../../harness/engine/run-result.ts';
import type { Reporter } from '../reporter.ts';

/** The result of the run in `runFolder`, complete or not, from its event log. */
async function readRunResult(runFolder: string): Promise<RunResult> {
  const builder = new RunResultBuilder();
  for await (const event of readEventLog(join(runFolder, 'events.ndjson'))) builder.add(event);
  return builder.result();
}

/** Writes `result.json`: the run in figures. */
export const jsonReporter: Reporter = {
  name: 'json',
  async finish(runFolder) {
    const result = await readRunResult(runFolder);
    await writeFile(join(runFolder, 'result.json'), `${JSON.stringify(result, null, 2)}\n`);
  },
};
