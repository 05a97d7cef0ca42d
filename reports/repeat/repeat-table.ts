import { formatLimit, formatValue } from '../../harness/engine/check-text.ts';
import type { RunStatus } from '../../harness/engine/event.ts';
import { plainLine } from '../format/plain-text.ts';
import { alignColumns, counted, formatDuration } from '../format/values.ts';
import type { RepeatGroup, StepRate, ValueSpread } from './repeat-report.ts';

const NUMERIC_COLUMNS = { right: [1, 2, 3, 4] };

/** The counts of a group: `5 runs: 4 passed (1 flaky), 1 failed`. */
export function repeatVerdict({ runs, passed, flaky, ended }: RepeatGroup): string {
  const count = (wanted: RunStatus): number => runs.filter(({ status }) => status === wanted).length;
  const [notStarted, interrupted] = [count('not-started'), count('interrupted')];
  return `${counted(runs.length, 'run')}: ${[
    `${passed} passed${flaky > 0 ? ` (${flaky} flaky)` : ''}`,
    ...(ended > passed ? [`${ended - passed} failed`] : []),
    ...(notStarted > 0 ? [`${notStarted} not started`] : []),
    ...(interrupted > 0 ? [`${interrupted} interrupted`] : []),
  ].join(', ')}`;
}

/** The runs of one group for a console: pass rate of each step, distribution of each measured value. */
export function repeatTable(group: RepeatGroup): string[] {
  const { label, steps, values } = group;
  const rates = alignColumns(
    [['step', 'passed', 'min', 'median', 'max', ''], ...steps.map(stepRow)],
    NUMERIC_COLUMNS,
  );
  const spreads = alignColumns(
    [['measured', 'n', 'min', 'median', 'max', 'unit', 'limit', ''], ...values.map(valueRow)],
    NUMERIC_COLUMNS,
  );
  return [
    `${label}  ${repeatVerdict(group)}`,
    ...(steps.length === 0 ? [] : ['', ...rates]),
    ...(values.length === 0 ? [] : ['', ...spreads]),
  ].map(plainLine);
}

function stepRow({ number, id, passed, ran, notRun, durationMs }: StepRate): string[] {
  const times = durationMs === undefined ? [] : [durationMs.min, durationMs.median, durationMs.max];
  const rate = ran === 0 ? '–' : `${passed} of ${ran}`;
  return [
    `${number} ${id}`,
    rate,
    ...[0, 1, 2].map((index) => durationText(times[index])),
    timesText('not run', notRun),
  ];
}

function timesText(what: string, count: number): string {
  if (count === 0) return '';
  return `${what} ${count === 1 ? 'once' : `${count} times`}`;
}

function durationText(durationMs: number | undefined): string {
  return durationMs === undefined ? '' : formatDuration(durationMs);
}

function valueRow({ step, name, n, min, median, max, failed, unit = '', limit }: ValueSpread): string[] {
  const allowed = limit === undefined ? undefined : formatLimit({ limit });
  return [
    `${step} ${name}`,
    String(n),
    ...[min, median, max].map(formatValue),
    unit,
    allowed ?? '',
    timesText('failed', failed),
  ];
}
