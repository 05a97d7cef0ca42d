import { join, relative } from 'node:path';
import type { StepResult } from '../../harness/engine/event.ts';
import type { FailureDecision, FailureHandler } from '../../harness/engine/failure-decision.ts';
import { readDescription } from '../../harness/environments/keeping/environment-description.ts';
import { htmlReporter } from '../../reports/html/html-reporter.ts';
import type { CliContext } from '../cli-context.ts';
import { openInBrowser } from '../open-in-browser.ts';
import type { RunReporters } from '../running/run-reporters.ts';
import { UsageError } from '../usage.ts';
import { ask } from './ask.ts';
import { lookInside } from './look-inside.ts';
import type { FactsOfRun } from './pipeline-facts.ts';

const QUESTION =
  'r try the step again, in the services as they are · c go on · o open the report · q end, then Enter: ';
const DECISIONS: Readonly<Record<string, FailureDecision>> = { r: 'retry', c: 'continue', q: 'end' };

/** @throws {UsageError} where nobody can answer */
export function requireTerminal({ stdin, stdout }: CliContext): void {
  if (stdin?.isTTY === true && stdout.isTTY === true) return;
  throw new UsageError(
    '--pause-on-failure asks on a terminal, and there is none: leave it out. `--keep-env on-failure` keeps the ' +
      'services, `--resume` goes on in them',
  );
}

/** What a pause shows of its run. */
export interface PausedRun {
  /** Absolute path. */
  readonly folder: string;
  readonly known: FactsOfRun;
  readonly reporters: Pick<RunReporters, 'notice' | 'hold'>;
}

/** After a failed step: shows how to look inside while everything is still there, and asks how to go on. */
export function pauseOnFailure(
  { folder, known, reporters }: PausedRun,
  { stdin, stdout, env, workingFolder }: CliContext,
): FailureHandler {
  return async (result, signal) => {
    reporters.hold();
    const description = await readDescription(folder).catch(() => undefined);
    const containers =
      description?.kind === 'compose' ? description.services.map(({ container }) => container) : [];
    const facts = { ...known.facts, endpoints: description?.endpoints ?? known.facts.endpoints };
    const runFolder = relative(workingFolder, folder);
    const lines = lookInside({ facts, runFolder, containers });
    reporters.notice(['', paused(result), ...lines.map((line) => `  ${line}`)].join('\n'));
    for (;;) {
      const dialogue = { input: stdin ?? process.stdin, write: (text: string) => stdout.write(text), signal };
      const answer = await ask(QUESTION, dialogue);
      const decision = answer === undefined ? 'end' : DECISIONS[answer];
      if (decision !== undefined) return decision;
      if (answer === 'o') await openReport(folder, env, reporters.notice);
    }
  };
}

function paused({ number, id }: StepResult): string {
  return `paused after step ${number} ${id}: what has not ended by itself is still there. To look inside:`;
}

/** The report of what has happened so far. */
async function openReport(
  folder: string,
  env: NodeJS.ProcessEnv,
  tell: (text: string) => void,
): Promise<void> {
  await htmlReporter.finish?.(folder);
  const page = join(folder, 'index.html');
  tell((await openInBrowser(page, env)) ? `opened ${page}` : `nothing here opens ${page}`);
}
