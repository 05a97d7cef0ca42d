import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Reporter } from '../../harness/engine/run-folder/reporter.ts';
import { writeAtomically } from '../../lib/write-atomically.ts';
import type { FileReport } from '../file-report.ts';
import { diagnosisMarkdown } from './diagnosis-markdown.ts';

/** The diagnosis of a failed run, for a ticket. */
export const diagnosisReport: FileReport = {
  name: 'diagnosis',
  fileName: 'diagnosis.md',
  async *render(runFolder) {
    yield (await diagnosisMarkdown(runFolder)) ??
      'The run has no diagnosis: no step failed, or it was recorded without one.\n';
  },
};

/** Writes `diagnosis.md` for a run that has a diagnosis. */
export const diagnosisReporter: Reporter = {
  name: diagnosisReport.name,
  fileName: diagnosisReport.fileName,
  async finish(runFolder) {
    const file = join(runFolder, diagnosisReport.fileName);
    const text = await diagnosisMarkdown(runFolder);
    if (text === undefined) await rm(file, { force: true });
    else await writeAtomically(file, text);
  },
};
