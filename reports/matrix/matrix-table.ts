import { formatDuration } from '../format/duration.ts';
import { plainText } from '../format/plain-text.ts';
import { type MatrixRun, matrixVerdict } from './matrix-report.ts';

const SIGNS = { passed: '✓', failed: '✗', 'not-started': '✗', interrupted: '○' } as const;

/** The runs of a matrix as lines of a console, the verdict last. */
export function matrixTable(runs: readonly MatrixRun[], page: string): string[] {
  const width = Math.max(0, ...runs.map(({ label }) => label.length));
  const rows = runs.map(({ label, result }) => {
    const { status, durationMs, steps } = result;
    const failed = steps.find((step) => step.status !== 'passed' && step.status !== 'skipped');
    const why = failed === undefined ? '' : `  step ${failed.number} ${failed.id}: ${failed.status}`;
    const passed = steps.filter((step) => step.status === 'passed').length;
    return `${SIGNS[status]} ${label.padEnd(width)}  ${passed} of ${steps.length} steps  ${formatDuration(durationMs)}${why}`;
  });
  const { passed, text } = matrixVerdict(runs);
  return [...rows, '', `${passed ? 'PASSED' : 'FAILED'}  ${text}  ${page}`].map(plainText);
}
