import type { RunResult } from '../../harness/engine/run-result.ts';
import { whyAgain } from '../earlier-attempts.ts';
import { formatDuration } from '../format/duration.ts';
import { plainText } from '../format/plain-text.ts';
import { type MatrixRun, matrixVerdict } from './matrix-report.ts';

const SIGNS = { passed: '✓', failed: '✗', 'not-started': '✗', interrupted: '○' } as const;

/** The runs of a matrix as lines of a console. */
export function matrixTable(runs: readonly MatrixRun[]): string[] {
  const width = Math.max(0, ...runs.map(({ label }) => label.length));
  const rows = runs.map(({ label, result }) => {
    const { status, durationMs, steps } = result;
    const failed = steps.find((step) => step.status !== 'passed' && step.status !== 'skipped');
    const why =
      failed === undefined ? flakyNote(result) : `  step ${failed.number} ${failed.id}: ${failed.status}`;
    const passed = steps.filter((step) => step.status === 'passed').length;
    return `${SIGNS[status]} ${label.padEnd(width)}  ${passed} of ${steps.length} steps  ${formatDuration(durationMs)}${why}`;
  });
  return rows.map(plainText);
}

function flakyNote({ flaky, earlier = [] }: RunResult): string {
  return flaky === true ? `  flaky: ${earlier.map(whyAgain).join(', ')}` : '';
}

/** The last line: what became of all of them, and where to read on. */
export function matrixVerdictLine(runs: readonly MatrixRun[], page: string): string {
  const { passed, text } = matrixVerdict(runs);
  const interrupted = runs.some(({ result }) => result.status === 'interrupted');
  const word = interrupted ? 'INTERRUPTED' : passed ? 'PASSED' : 'FAILED';
  return plainText(`${word}  ${text}  ${page}`);
}
