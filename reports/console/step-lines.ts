import { formatActual, formatLimit } from '../../harness/engine/check-text.ts';
import { isRecordedValue } from '../../harness/engine/checks.ts';
import type {
  CheckResult,
  CheckStatus,
  LogLevel,
  StepResult,
  StepStatus,
} from '../../harness/engine/event.ts';
import type { Diagnosis } from '../../harness/run-data/diagnosis.ts';
import { checkTitle } from '../check-label.ts';
import { isStated } from '../diagnosis/repetition.ts';
import { plainLine } from '../format/plain-text.ts';
import { formatDuration } from '../format/values.ts';
import type { LogEvent } from '../recorded-runs/log-tail.ts';
import { errorLines } from './error-lines.ts';
import { eventLine } from './event-line.ts';
import type { Paint, Style } from './terminal.ts';

type Mark = readonly [mark: string, style: Style];

const STEP_MARKS: Record<StepStatus, Mark> = {
  passed: ['✓', 'green'],
  failed: ['✗', 'red'],
  'timed-out': ['✗', 'red'],
  skipped: ['○', 'yellow'],
  'not-run': ['○', 'dim'],
  interrupted: ['■', 'yellow'],
};

const CHECK_MARKS: Record<CheckStatus, Mark> = {
  passed: ['✓', 'green'],
  failed: ['✗', 'red'],
  'not-measured': ['?', 'yellow'],
};

/** The mark of a recorded value: it has no limit. */
const RECORDED: Mark = ['·', 'dim'];

const MAX_TITLE_WIDTH = 44;
const MAX_VALUE_LENGTH = 160;
/** A longer value that equals the expected one is printed once. */
const MAX_REPEATED_LENGTH = 20;

/** Levels that need attention. */
export const WARNINGS: ReadonlySet<LogLevel> = new Set(['warn', 'error', 'fatal']);

/** Codes of errors that only repeat the results of the checks. */
export const CHECK_ERRORS: ReadonlySet<string> = new Set(['CHECK_FAILED', 'NOT_MEASURED']);

/** How {@link stepDetails} prints. */
interface StepDetailOptions {
  readonly verbose: boolean;
  readonly paint: Paint;
  /** Already printed: what it states is not repeated. */
  readonly diagnosis?: Diagnosis | undefined;
}

export interface StepBlockOptions extends StepDetailOptions {
  /** Length of the longest step id of the scenario. */
  readonly idWidth: number;
}

/**
 * A finished step: its result, its checks, and if it failed, the error and the log lines that lead up to it.
 *
 * @param logTail see {@link stepDetails}
 */
export function stepBlock(
  result: StepResult,
  logTail: readonly LogEvent[],
  options: StepBlockOptions,
): string[] {
  return [stepLine(result, options.idWidth, options.paint), ...stepDetails(result, logTail, options)];
}

/**
 * What follows the line of a finished step.
 *
 * @param logTail the lines that lead up to its failure
 */
export function stepDetails(
  { checks, error, status }: StepResult,
  logTail: readonly LogEvent[],
  { verbose, paint, diagnosis }: StepDetailOptions,
): string[] {
  const details = checkLines(checks, verbose, paint);
  if (error === undefined || status === 'interrupted') return indent(details, 4);
  const isOfChecks = CHECK_ERRORS.has(error.code);
  if (!isOfChecks) details.push(...errorLines(error, paint, diagnosis));
  // Routine log lines explain neither a wrong value nor a known cause.
  const isExplained = isOfChecks || (diagnosis !== undefined && diagnosis.causes.length > 0);
  const shown = logTail.filter(
    (line) =>
      (!isExplained || WARNINGS.has(line.level)) && (diagnosis === undefined || !isStated(line, diagnosis)),
  );
  if (!verbose && shown.length > 0) {
    details.push(paint('dim', 'log lines before the failure'));
    details.push(
      ...indent(
        shown.map((line) => eventLine(line, paint) + logData(line, paint)),
        2,
      ),
    );
  }
  return indent(details, 4);
}

/** The data of a line that needs attention. */
function logData({ level, data }: LogEvent, paint: Paint): string {
  if (data === undefined || !WARNINGS.has(level)) return '';
  return `  ${paint('dim', shorten(JSON.stringify(data)))}`;
}

/**
 * The result of a step on one line.
 *
 * @param idWidth length of the longest step id of the scenario
 */
export function stepLine(result: StepResult, idWidth: number, paint: Paint): string {
  const [mark, style] = STEP_MARKS[result.status];
  const ran = result.status !== 'not-run';
  const duration = (ran ? formatDuration(result.durationMs) : '').padStart(9);
  const ending = endingOf(result);
  return [
    paint(style, mark),
    String(result.number),
    paint(ran ? 'bold' : 'dim', plainLine(result.id).padEnd(idWidth)),
    duration,
    ` ${ending === undefined ? paint('dim', plainLine(result.title)) : paint(style, plainLine(ending))}`,
  ].join(' ');
}

/** @returns undefined for a step that passed at its first attempt: its title is shown instead */
function endingOf({ status, reason, attempts }: StepResult): string | undefined {
  switch (status) {
    case 'passed':
      return attempts > 1 ? `at attempt ${attempts}` : undefined;
    case 'failed':
      return attempts > 1 ? `failed, ${attempts} attempts` : 'failed';
    case 'timed-out':
      return 'timed out';
    case 'interrupted':
      return 'interrupted';
    case 'skipped':
      return `skipped: ${reason}`;
    case 'not-run':
      return `not run: ${reason}`;
  }
}

/**
 * The results of a step's checks, one per line: `✓ fragments processed  5 (= 5)`.
 *
 * @param withNotes also prints the notes of checks that passed
 */
export function checkLines(checks: readonly CheckResult[], withNotes: boolean, paint: Paint): string[] {
  const titles = checks.map((check) => plainLine(checkTitle(check)));
  const width = Math.min(MAX_TITLE_WIDTH, Math.max(0, ...titles.map((title) => title.length)));
  return checks.map((check, index) => {
    const isRecorded = isRecordedValue(check);
    const [mark, style] = isRecorded ? RECORDED : CHECK_MARKS[check.status];
    const limit = formatLimit(check);
    const actual = shorten(formatActual(check));
    const parts = [
      paint(style, mark),
      (titles[index] ?? '').padEnd(width),
      check.status === 'passed' ? actual : paint(style, actual),
    ];
    const repeats = limit === `= ${formatActual(check)}` && limit.length > MAX_REPEATED_LENGTH;
    if (limit !== undefined && !repeats) parts.push(paint('dim', `(${shorten(limit)})`));
    if (check.note !== undefined && (withNotes || isRecorded || check.status !== 'passed')) {
      parts.push(paint('dim', `— ${plainLine(check.note)}`));
    }
    return parts.join(' ');
  });
}

export function indent(lines: readonly string[], columns: number): string[] {
  return lines.map((line) => ' '.repeat(columns) + line);
}

function shorten(text: string): string {
  const line = plainLine(text);
  return line.length <= MAX_VALUE_LENGTH ? line : `${line.slice(0, MAX_VALUE_LENGTH)}…`;
}
