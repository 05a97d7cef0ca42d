import type { RunResult } from '../../harness/engine/run-folder/run-result.ts';
import { causeCodes } from '../diagnosis/cause-codes.ts';
import { plainText } from '../format/plain-text.ts';
import { formatDuration } from '../format/values.ts';
import { retryReason } from '../outcome.ts';
import { valuesOf } from '../recorded-runs/measured-values.ts';

/** One combination of a matrix and its result. */
export interface MatrixRun {
  /** What distinguishes it from the others: `full-pipeline · compose · echo`. */
  readonly label: string;
  readonly result: RunResult;
}

const STATUSES = ['passed', 'failed', 'not-started', 'interrupted'] as const;
const SIGNS = { passed: '✓', failed: '✗', 'not-started': '–', interrupted: '○' } as const;

/** Counts the runs by status. A matrix passes when all of its runs do. */
export function matrixVerdict(runs: readonly MatrixRun[]): {
  readonly passed: boolean;
  readonly text: string;
} {
  const count = (status: RunResult['status']): number =>
    runs.filter(({ result }) => result.status === status).length;
  const flaky = runs.filter(({ result }) => result.flaky === true).length;
  const flakyNote = flaky > 0 ? ` (${flaky} flaky)` : '';
  const counts = STATUSES.flatMap((status) => {
    const number = count(status);
    if (number === 0) return [];
    return [`${number} ${status.replace('-', ' ')}${status === 'passed' ? flakyNote : ''}`];
  });
  return { passed: runs.length > 0 && count('passed') === runs.length, text: counts.join(', ') };
}

/** The step ids of all runs, in the order of their first appearance. */
export function stepsOf(runs: readonly MatrixRun[]): string[] {
  return [...new Set(runs.flatMap(({ result }) => result.steps.map(({ id }) => id)))];
}

/** The values of one check, by run; `undefined` where a run has no such value. */
export interface MeasuredRow {
  readonly step: string;
  readonly check: string;
  readonly unit: string;
  readonly values: readonly (number | undefined)[];
}

/** Every number with a unit that at least two runs have measured. */
export function measuredRows(runs: readonly MatrixRun[]): MeasuredRow[] {
  const measured = runs.flatMap(({ result }, column) => valuesOf(result).map((value) => ({ value, column })));
  const rows = [...Map.groupBy(measured, ({ value }) => value.key).values()].flatMap((all): MeasuredRow[] => {
    const numeric = all.flatMap(({ value: { step, title, check }, column }) => {
      const { actual, unit } = check;
      return typeof actual === 'number' && unit !== undefined ? [{ step, title, actual, unit, column }] : [];
    });
    const [first] = numeric;
    if (first === undefined) return [];
    const byColumn = new Map(numeric.map(({ column, actual }) => [column, actual]));
    const values = runs.map((_, column) => byColumn.get(column));
    return [{ step: first.step.id, check: first.title, unit: first.unit, values }];
  });
  return rows.filter(({ values }) => values.filter((value) => value !== undefined).length > 1);
}

/** The runs of a matrix for a console, one per line. */
export function matrixTable(runs: readonly MatrixRun[]): string[] {
  const width = Math.max(0, ...runs.map(({ label }) => label.length));
  const rows = runs.map(({ label, result }) => {
    const { status, durationMs, steps } = result;
    const failed = steps.find((step) => step.status !== 'passed' && step.status !== 'skipped');
    const cause = causeCodes(result.diagnosis);
    const reason =
      failed === undefined
        ? flakyNote(result)
        : `  step ${failed.number} ${failed.id}: ${failed.status}${cause === undefined ? '' : `, ${cause}`}`;
    const passed = steps.filter((step) => step.status === 'passed').length;
    return `${SIGNS[status]} ${label.padEnd(width)}  ${passed} of ${steps.length} steps  ${formatDuration(durationMs)}${reason}`;
  });
  return rows.map(plainText);
}

function flakyNote({ flaky, earlier = [] }: RunResult): string {
  return flaky === true ? `  flaky: ${earlier.map(retryReason).join(', ')}` : '';
}

/** The last line on the console: verdict, counts, path of the page. */
export function matrixVerdictLine(runs: readonly MatrixRun[], page: string): string {
  const { passed, text } = matrixVerdict(runs);
  const word = passed ? 'PASSED' : verdictWord(new Set(runs.map(({ result }) => result.status)));
  return plainText(`${word}  ${text}  ${page}`);
}

/** The word for runs that did not all pass, in the order of the exit codes. */
function verdictWord(statuses: ReadonlySet<RunResult['status']>): string {
  if (statuses.has('interrupted')) return 'INTERRUPTED';
  return statuses.has('failed') || !statuses.has('not-started') ? 'FAILED' : 'NOT STARTED';
}
