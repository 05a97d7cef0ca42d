import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ErrorRecord } from '../../harness/engine/event.ts';
import type { RunResult } from '../../harness/engine/run-folder/run-result.ts';
import { plainText } from '../format/plain-text.ts';
import { faultOutsideSteps, outcomeOf, retryReason } from '../outcome.ts';

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

/** An annotation and its location. */
export interface Annotation {
  readonly title: string;
  readonly message: string;
  /** Relative to the root of the repository. */
  readonly file?: string;
  readonly line?: number;
}

/**
 * An annotation as a workflow command of GitHub Actions, always on one line.
 *
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions; the escaping is defined by
 * `packages/core/src/command.ts` of the toolkit.
 */
export function workflowCommand(
  level: 'error' | 'warning',
  { title, message, file, line }: Annotation,
): string {
  const properties = Object.entries({ file, line, title })
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
  return `::${level} ${properties.join(',')}::${escapeData(message)}`;
}

function escapeData(text: string): string {
  return plainText(text.toWellFormed()).replaceAll('%', '%25').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

const FRAME = /^\s+at .*?\(?((?:file:\/\/)?\/[^)\n]*):(\d+):\d+\)?$/gm;
/** Code that creates errors on behalf of others. */
const ENGINE = /^(?:node_modules|harness\/engine)\//;

/**
 * The location in the repository where an error originates: the innermost frame of its stack, or of those of its causes,
 * outside of the engine and of dependencies.
 *
 * @param repository absolute path
 */
export function sourcePlace(
  error: ErrorRecord,
  repository: string,
): { readonly file: string; readonly line: number } | undefined {
  for (let cause: ErrorRecord | undefined = error; cause !== undefined; cause = cause.cause) {
    for (const [, location = '', line] of (cause.stack ?? '').matchAll(FRAME)) {
      const path = location.startsWith('file://') ? fileURLToPath(location) : location;
      const file = relative(repository, path);
      if (!file.startsWith('..') && !ENGINE.test(file)) return { file, line: Number(line) };
    }
  }
  return undefined;
}
