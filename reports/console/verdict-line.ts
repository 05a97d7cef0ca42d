import type { RunEvent, RunStatus, StepResult, StepStatus } from '../../harness/engine/event.ts';
import { formatDuration } from '../format/duration.ts';
import type { Paint } from './terminal.ts';

const VERDICTS: Record<RunStatus, readonly [word: string, style: 'green' | 'red' | 'yellow']> = {
  passed: ['PASSED', 'green'],
  failed: ['FAILED', 'red'],
  'not-started': ['NOT STARTED', 'red'],
  interrupted: ['INTERRUPTED', 'yellow'],
};

/** It passed, but not the first time. */
const FLAKY = ['FLAKY', 'yellow'] as const;

const ORDER: readonly StepStatus[] = ['passed', 'failed', 'timed-out', 'interrupted', 'skipped', 'not-run'];

/** The last line of a run: `FAILED  2 passed, 1 failed, 4 not run  in 41.2 s  reports/runs/…/index.html`. */
export function verdictLine(
  end: Extract<RunEvent, { readonly type: 'run:end' }> & { readonly flaky: boolean },
  results: readonly StepResult[],
  reportPath: string,
  paint: Paint,
): string {
  const [word, style] = end.flaky ? FLAKY : VERDICTS[end.status];
  const counts = ORDER.flatMap((status) => {
    const count = results.filter((result) => result.status === status).length;
    return count === 0 ? [] : [`${count} ${status.replace('-', ' ')}`];
  });
  const steps = counts.join(', ') || 'no steps';
  return `${paint([style, 'bold'], word)}  ${steps}  in ${formatDuration(end.durationMs)}  ${reportPath}`;
}
