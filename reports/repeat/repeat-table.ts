import { formatLimit, formatValue } from '../../harness/engine/check-text.ts';
import { columns } from '../format/columns.ts';
import { formatDuration } from '../format/duration.ts';
import { plainLine } from '../format/plain-text.ts';
import type { RepeatGroup, StepRate, ValueSpread } from './repeat-report.ts';

/** What came of the runs, as words: `5 runs: 4 passed (1 flaky), 1 failed`. */
export function repeatVerdict({ runs, passed, flaky, ended }: RepeatGroup): string {
  const interrupted = runs.length - ended;
  return `${runs.length} ${runs.length === 1 ? 'run' : 'runs'}: ${[
    `${passed} passed${flaky > 0 ? ` (${flaky} flaky)` : ''}`,
    ...(ended > passed ? [`${ended - passed} failed`] : []),
    ...(interrupted > 0 ? [`${interrupted} interrupted`] : []),
  ].join(', ')}`;
}

/** The runs of one group as lines of a console: how often each step passed, and the spread of what was measured. */
export function repeatTable(group: RepeatGroup): string[] {
  const { label, steps, values } = group;
  const rates = columns(
    [['step', 'passed', 'min', 'median', 'max', ''], ...steps.map(stepRow)],
    [1, 2, 3, 4],
  );
  const spreads = columns(
    [['measured', 'n', 'min', 'median', 'max', 'unit', 'limit', ''], ...values.map(valueRow)],
    [1, 2, 3, 4],
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
    ...[0, 1, 2].map((index) => timeOf(times[index])),
    counted('not run', notRun),
  ];
}

function counted(what: string, count: number): string {
  if (count === 0) return '';
  return `${what} ${count === 1 ? 'once' : `${count} times`}`;
}

function timeOf(durationMs: number | undefined): string {
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
    counted('failed', failed),
  ];
}
