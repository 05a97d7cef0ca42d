import { prepareEnvironment } from '../../harness/environments/prepare-environment.ts';
import { StepLineReporter } from '../../reports/console/step-line-reporter.ts';
import type { PipelineFlags } from '../options/pipeline-options.ts';
import type { RepeatFlags } from '../options/repeat-options.ts';
import type { StepFlags } from '../options/step-options.ts';
import type { PlannedRun } from '../planning/planned-run.ts';
import { UsageError } from '../usage.ts';
import type { InvocationContext } from './invocation.ts';

/** @throws {UsageError} when runs that go on at the same time would be in each other's way */
export function refuseShared({
  jobs,
  ports,
  env,
  pauseOnFailure,
}: RepeatFlags & PipelineFlags & StepFlags): void {
  if (jobs === 1) return;
  if (pauseOnFailure) throw new UsageError('--pause-on-failure asks of one run at a time: leave out --jobs');
  if (ports === 'documented') {
    throw new UsageError('--jobs needs ports of its own for each run: leave out --ports documented');
  }
  if (env.includes('attach')) {
    throw new UsageError('--jobs needs a pipeline of its own for each run: --env attach has one for all');
  }
}

/** Does for each environment what would be in the way of itself: building images, for instance. */
export async function prepareOnce(
  runs: readonly PlannedRun[],
  tell: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  for (const environment of new Set(runs.map(({ cell }) => cell.choices.environment))) {
    await prepareEnvironment({ environment }, tell, signal);
  }
}

/**
 * For a run beside others: a line for each step as it ends, and the whole at the end in one piece, so that none stands
 * in the midst of another.
 *
 * @returns what to run it with, and what to call at its end
 */
export function asideOf(
  context: InvocationContext,
  label: string,
): { readonly context: InvocationContext; readonly flush: () => void } {
  const { stdout, invocation } = context;
  const pieces: string[] = [];
  const lines = new StepLineReporter(label, (line) => stdout.write(`${line}\n`));
  return {
    context: {
      ...context,
      stdout: { write: (text) => pieces.push(text) },
      alongside: [lines],
      // What there is to say meanwhile is said at once, and once.
      invocation: { signal: invocation.signal, show: () => ({ [Symbol.dispose]: () => undefined }) },
    },
    flush: () => stdout.write(`\n${label}\n${pieces.join('')}\n`),
  };
}
