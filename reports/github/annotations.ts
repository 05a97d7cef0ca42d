import type { ErrorRecord } from '../../harness/engine/event.ts';
import type { RunResult } from '../../harness/engine/run-result.ts';
import { faultOutsideSteps, outcomeOf, retryReason } from '../outcome.ts';
import { sourcePlace } from './source-place.ts';
import { workflowCommand } from './workflow-command.ts';

/**
 * An error for each failed step and for a failure outside of the steps, and a warning for a run that passed on retry, as
 * workflow commands.
 *
 * @param repository absolute path; files are named relative to it
 */
export function annotations(result: RunResult, repository: string): string[] {
  const failed = result.steps.filter((step) => ['failure', 'error'].includes(outcomeOf(step)));
  const lines = failed.map(({ number, id, status, error }) =>
    annotate(`${result.scenario}: step ${number} ${id} ${status}`, error, repository),
  );
  const outside = faultOutsideSteps(result);
  if (outside !== undefined)
    lines.push(annotate(`${result.scenario}: ${result.status}`, outside, repository));
  if (result.flaky === true) lines.push(flakyWarning(result));
  return lines;
}

function flakyWarning({ scenario, earlier = [] }: RunResult): string {
  const message = `passed at attempt ${earlier.length + 1}, after ${earlier.map(retryReason).join(', ')}`;
  return workflowCommand('warning', { title: `${scenario}: flaky`, message });
}

function annotate(title: string, error: ErrorRecord | undefined, repository: string): string {
  if (error === undefined) return workflowCommand('error', { title, message: 'no error was recorded' });
  const message = `${error.fault} ${error.code}\n${error.message}`;
  return workflowCommand('error', { title, message, ...sourcePlace(error, repository) });
}
