import { join, relative } from 'node:path';
import type { StepResult } from '../../harness/engine/event.ts';
import type { FailureDecision, FailureHandler } from '../../harness/engine/execution/failure-decision.ts';
import { readDescription } from '../../harness/environments/keeping/environment-description.ts';
import { htmlReporter } from '../../reports/html/render-html.ts';
import type { CliContext } from '../cli-context.ts';
import { openInBrowser } from '../open-in-browser.ts';
import type { RunReporters } from '../running/run-reporters.ts';
import { UsageError } from '../usage.ts';
import { inspectionCommands, type PipelineFacts } from './inspect-pipeline.ts';
import { readAnswer } from './read-answer.ts';

const QUESTION =
  'r: retry the step in the running services · c: continue · o: open the report · q: quit. Then press Enter: ';
const DECISIONS: Readonly<Record<string, FailureDecision>> = { r: 'retry', c: 'continue', q: 'end' };

/** @throws {UsageError} without a terminal to read answers from */
export function requireTerminal({ stdin, stdout }: CliContext): void {
  if (stdin?.isTTY === true && stdout.isTTY === true) return;
  throw new UsageError(
    '--pause-on-failure needs a terminal: leave it out. `--keep-env on-failure` keeps the services running after a ' +
      'failure, `--resume` reuses them',
  );
}

export interface PausedRun {
  /** Absolute path. */
  readonly folder: string;
  readonly facts: PipelineFacts;
  readonly reporters: Pick<RunReporters, 'notify' | 'hold'>;
}

/** After a failed step, prints how to inspect the running pipeline and reads how to proceed. */
export function pauseOnFailure(
  { folder, facts, reporters }: PausedRun,
  { stdin, stdout, env, workingFolder }: CliContext,
): FailureHandler {
  return async (result, signal) => {
    reporters.hold();
    const description = await readDescription(folder).catch(() => undefined);
    const containers =
      description?.kind === 'compose' ? description.services.map(({ container }) => container) : [];
    const pipeline = { ...facts.known, endpoints: description?.endpoints ?? facts.known.endpoints };
    const runFolder = relative(workingFolder, folder);
    const lines = inspectionCommands({ pipeline, runFolder, containers });
    reporters.notify(['', heading(result), ...lines.map((line) => `  ${line}`)].join('\n'));
    for (;;) {
      const dialogue = { input: stdin ?? process.stdin, write: (text: string) => stdout.write(text), signal };
      const answer = await readAnswer(QUESTION, dialogue);
      const decision = answer === undefined ? 'end' : DECISIONS[answer];
      if (decision !== undefined) return decision;
      if (answer === 'o') await openReport(folder, env, reporters.notify);
    }
  };
}

function heading({ number, id }: StepResult): string {
  return `Paused after step ${number} ${id}; the services are still running. To inspect them:`;
}

/** Opens a report of the run so far. */
async function openReport(
  folder: string,
  env: NodeJS.ProcessEnv,
  notify: (text: string) => void,
): Promise<void> {
  await htmlReporter.finish?.(folder);
  const page = join(folder, 'index.html');
  notify((await openInBrowser(page, env)) ? `opened ${page}` : `no browser found; the report is ${page}`);
}
