import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ErrorRecord, StepResult } from '../../harness/engine/event.ts';
import type { RunResult } from '../../harness/engine/run-folder/run-result.ts';
import { isDiagnosed } from '../diagnosis/diagnosed-result.ts';
import { parseDiagnosis } from '../diagnosis/parse-diagnosis.ts';
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
  const lines = failed.map((step) => stepAnnotation(step, result, repository));
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

function stepAnnotation(step: StepResult, { scenario, diagnosis }: RunResult, repository: string): string {
  const { number, id, status, error } = step;
  if (error === undefined || !isDiagnosed(error))
    return annotate(`${scenario}: step ${number} ${id} ${status}`, error, repository);
  const { code, message, stack = '' } = error;
  const place = checkPlace(parseDiagnosis(diagnosis)?.location) ?? sourcePlace(error, repository);
  const title = `${code}: ${scenario}, step ${number} ${id} ${status}`;
  return workflowCommand('error', { title, message: `${message}\n${stack}`, ...place });
}

/** The file and line of `scenarios/steps/x.ts:35`. */
function checkPlace(location: string | undefined): Pick<Annotation, 'file' | 'line'> | undefined {
  const [, file, line] = /^(.+):(\d+)$/.exec(location ?? '') ?? [];
  return file === undefined ? undefined : { file, line: Number(line) };
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
