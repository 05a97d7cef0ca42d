import { formatActual, formatLimit } from '../../harness/engine/check-text.ts';
import type { CheckResult, CheckStatus, StepResult, StepStatus } from '../../harness/engine/event.ts';
import { formatDuration } from '../format/duration.ts';
import { plainLine } from '../format/plain-text.ts';
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

const MAX_NAME_WIDTH = 44;
const MAX_VALUE_LENGTH = 160;
/** A longer value that is as expected is told once, not twice. */
const MAX_REPEATED_LENGTH = 20;

/**
 * The line that says how a step ended.
 *
 * @param idWidth characters that the longest id of the scenario takes
 */
export function stepLine(result: StepResult, idWidth: number, paint: Paint): string {
  const [mark, style] = STEP_MARKS[result.status];
  const ran = result.status !== 'not-run';
  const duration = (ran ? formatDuration(result.durationMs) : '').padStart(9);
  const told = howItEnded(result);
  return [
    paint(style, mark),
    String(result.number),
    paint(ran ? 'bold' : 'dim', plainLine(result.id).padEnd(idWidth)),
    duration,
    ` ${told === undefined ? paint('dim', plainLine(result.title)) : paint(style, plainLine(told))}`,
  ].join(' ');
}

function howItEnded({ status, reason, attempts }: StepResult): string | undefined {
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

/** What the checks of a step found, a line each: `✓ fragments processed  5 (= 5)`. */
export function checkLines(checks: readonly CheckResult[], withNotes: boolean, paint: Paint): string[] {
  const width = Math.min(MAX_NAME_WIDTH, Math.max(0, ...checks.map(({ title }) => plainLine(title).length)));
  return checks.map((check) => {
    const [mark, style] =
      check.limit === undefined && check.status === 'passed' ? TOLD : CHECK_MARKS[check.status];
    const limit = formatLimit(check);
    const actual = short(formatActual(check));
    const parts = [
      paint(style, mark),
      plainLine(check.title).padEnd(width),
      check.status === 'passed' ? actual : paint(style, actual),
    ];
    const repeats = limit === `= ${formatActual(check)}` && limit.length > MAX_REPEATED_LENGTH;
    if (limit !== undefined && !repeats) parts.push(paint('dim', `(${short(limit)})`));
    if (check.note !== undefined && (withNotes || check.status !== 'passed')) {
      parts.push(paint('dim', `— ${plainLine(check.note)}`));
    }
    return parts.join(' ');
  });
}

/** A value without a limit: it is told, not judged. */
const TOLD: Mark = ['·', 'dim'];

function short(text: string): string {
  const line = plainLine(text);
  return line.length <= MAX_VALUE_LENGTH ? line : `${line.slice(0, MAX_VALUE_LENGTH)}…`;
}
