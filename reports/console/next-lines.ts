import type { RunResult } from '../../harness/engine/run-result.ts';
import { plainLine } from '../format/plain-text.ts';
import { isOfCommandLine, stepCommands } from '../step-commands.ts';
import { failedStep } from '../step-outcome.ts';
import type { Paint } from './terminal.ts';

/**
 * What to type after a run that failed: to look at the step that kept it from passing, and to run that again.
 *
 * @param firstKept number of the first step whose observations were kept, if any were
 * @param width characters of a line of the terminal, if it is one
 */
export function nextLines(
  run: RunResult,
  firstKept: number | undefined,
  paint: Paint,
  width = Number.POSITIVE_INFINITY,
): string[] {
  const step = failedStep(run);
  if (step === undefined || !isOfCommandLine(run)) return [];
  if (run.status !== 'failed' && run.status !== 'not-started') return [];
  const look = {
    command: `pnpm scenario show ${run.runId} --step ${step.number}`,
    purpose: 'all that is known about this step',
  };
  const commands = [look, ...(run.status === 'failed' ? stepCommands(run, step, firstKept) : [])];
  const longest = Math.max(...commands.map(({ command }) => command.length));
  const fits = commands.every(({ purpose }) => longest + 2 + purpose.length <= width);
  return [
    '',
    ...commands.flatMap(({ command, purpose }) => {
      const typed = plainLine(command);
      return fits
        ? [`${typed.padEnd(longest)}  ${paint('dim', purpose)}`]
        : [paint('dim', `# ${purpose}`), typed];
    }),
  ];
}
