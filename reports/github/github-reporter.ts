import { appendFile } from 'node:fs/promises';
import type { Reporter } from '../../harness/engine/run-folder/reporter.ts';
import type { FileReport } from '../file-report.ts';
import { readRunSummary } from '../recorded-runs/read-run.ts';
import { annotations } from './annotations.ts';
import { stepSummary } from './step-summary.ts';

export interface GithubOptions {
  /** Receives the workflow commands: the job log. */
  readonly stream: { write(text: string): unknown };
  readonly env: NodeJS.ProcessEnv;
  /** Absolute; the root of the repository unless `GITHUB_WORKSPACE` names it. */
  readonly workingFolder: string;
}

/** Annotates failures on the page of the job and adds a table of the steps to its summary. */
export function githubReporter({ stream, env, workingFolder }: GithubOptions): Reporter {
  const { GITHUB_STEP_SUMMARY: summaryPath, GITHUB_WORKSPACE: repository = workingFolder } = env;
  return {
    name: 'github',
    async finish(runFolder) {
      const { result } = await readRunSummary(runFolder);
      for (const line of annotations(result, repository)) stream.write(`${line}\n`);
      if (summaryPath !== undefined && summaryPath !== '') await appendFile(summaryPath, stepSummary(result));
    },
  };
}

/** Only the summary, as a file. */
export const githubSummaryReport: FileReport = {
  name: 'github',
  fileName: 'summary.md',
  async *render(runFolder) {
    yield stepSummary((await readRunSummary(runFolder)).result);
  },
};
