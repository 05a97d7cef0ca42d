import { formatActual, formatLimit } from '../../harness/engine/check-text.ts';
import type { ErrorRecord, StepResult } from '../../harness/engine/event.ts';
import { clip } from '../../harness/engine/json.ts';
import type { RunResult } from '../../harness/engine/run-folder/run-result.ts';
import { checkTitle } from '../check-label.ts';
import { isDiagnosed } from '../diagnosis/diagnosed-result.ts';
import { markdownBlock } from '../format/markdown.ts';
import { plainLine } from '../format/plain-text.ts';
import { formatDuration } from '../format/values.ts';
import {
  faultOutsideSteps,
  loggedCounts,
  type Outcome,
  outcomeOf,
  retryReason,
  whySkipped,
} from '../outcome.ts';

const MARKS: Record<Outcome, string> = { passed: '✅', failure: '❌', error: '⚠️', skipped: '⚪' };
/** GitHub limits a summary to 1 MiB. A run of many steps with texts of this length stays far below. */
const MAX_TEXT_LENGTH = 2000;
/** The ASCII punctuation that GitHub interprets in Markdown, tables, mentions and links to issues. */
const SPECIAL = /[\\`*_{}[\]()<>#!|~&@:$]/g;

/** A run as Markdown for the summary page of a GitHub job. */
export function stepSummary(result: RunResult): string {
  const { scenario, title, status, flaky, earlier = [], environment, durationMs, runId, steps } = result;
  const outside = faultOutsideSteps(result);
  const paragraphs = [
    `### ${flaky === true ? MARKS.error : MARKS[status === 'passed' ? 'passed' : 'failure']} ${text(scenario)}: ${[flaky === true ? 'flaky' : text(status), ...loggedCounts(result)].join(', ')}`,
    ...causeParagraphs(result),
    `${text(title)}. Environment ${text(environment)}, ${text(formatDuration(durationMs))}, run ${text(runId)}.`,
    ...(earlier.length > 0
      ? [`Attempt ${earlier.length + 1}, after ${earlier.map((run) => text(retryReason(run))).join(', ')}.`]
      : []),
    ...loggedProblems(result),
    table(['', 'step', 'status', 'time', 'checks', 'details'], steps.map(stepRow)),
    ...(outside === undefined ? [] : [`**${text(outside.code)}** ${text(outside.message)}`]),
    ...steps.filter(({ checks }) => checks.length > 0).map(checkDetails),
  ];
  return `${paragraphs.join('\n\n')}\n\n`;
}

function loggedProblems({
  loggedProblems: problems = [],
  warnings = 0,
  loggedErrors = 0,
}: RunResult): string[] {
  if (problems.length === 0) return [];
  const others = warnings + loggedErrors - problems.length;
  const lines = problems.map(
    ({ source, level, message }) => `- ${text(source)} ${text(level)}: ${text(message)}`,
  );
  return [[...lines, ...(others > 0 ? [`- and ${others} more`] : [])].join('\n')];
}

function stepRow(step: StepResult): string[] {
  const { number, id, status, durationMs, checks, error } = step;
  const outcome = outcomeOf(step);
  const passed = checks.filter((check) => check.status === 'passed').length;
  const details = outcome === 'skipped' ? whySkipped(step) : errorText(error);
  return [
    MARKS[outcome],
    `${number} ${text(id)}`,
    text(status),
    outcome === 'skipped' ? '' : text(formatDuration(durationMs)),
    checks.length === 0 ? '' : `${passed} of ${checks.length}`,
    text(details),
  ];
}

/** The diagnosis precedes the table. */
function errorText(error: ErrorRecord | undefined): string {
  if (error === undefined) return '';
  if (!isDiagnosed(error)) return error.message;
  return error.cause === undefined ? error.code : `${error.code}; ${error.cause.message}`;
}

function causeParagraphs({ steps }: RunResult): string[] {
  const error = steps.find((step) => step.error !== undefined && isDiagnosed(step.error))?.error;
  if (error === undefined) return [];
  const causes = error.message.split('\n').map((line) => `**${text(line)}**`);
  return [...causes, `Fault class ${text(error.fault)}.`, markdownBlock((error.stack ?? '').split('\n'))];
}

function checkDetails({ number, id, checks }: StepResult): string {
  const rows = checks.map((check) => [
    `${text(checkTitle(check))} <code>${text(check.id)}</code>`,
    text(check.status),
    text(formatActual(check)),
    text(formatLimit(check) ?? ''),
    text(check.note ?? ''),
  ]);
  const heading = `<details><summary>Checks of step ${number} ${text(id)}</summary>`;
  return [heading, table(['check', 'status', 'measured', 'limit', 'note'], rows), '</details>'].join('\n\n');
}

function text(value: string): string {
  return escapeMarkdown(clip(value, MAX_TEXT_LENGTH));
}

/**
 * Text on one line, without Markdown. A character reference is never markup, not even for the column separator of a
 * table (https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references).
 */
export function escapeMarkdown(value: string): string {
  return plainLine(value.toWellFormed()).replaceAll(SPECIAL, (character) => `&#${character.charCodeAt(0)};`);
}

/** A table of cells in Markdown. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
