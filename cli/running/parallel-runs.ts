import { prepareEnvironment } from '../../harness/environments/prepare-environment.ts';
import type { ScenarioOptions } from '../../harness/environments/scenario-options.ts';
import { StepLineReporter } from '../../reports/console/step-line-reporter.ts';
import type { PlannedRun } from '../planning/planned-run.ts';
import type { InvocationContext } from './invocation.ts';

/** Prepares each environment once; parallel runs would all do it (build images, for example) at the same time. */
export async function prepareEnvironments(
  runs: readonly PlannedRun[],
  { config }: Pick<ScenarioOptions, 'config'>,
  notify: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  for (const environment of new Set(runs.map(({ cell }) => cell.choices.environment))) {
    await prepareEnvironment({ environment, config }, notify, signal);
  }
}

/**
 * Creates the context of a parallel run: one line is printed per step when it ends, and the complete output in one
 * block at the end, so that runs do not interleave.
 *
 * @returns the context of the run, and a function that prints its output
 */
export function bufferedContext(
  context: InvocationContext,
  label: string,
): { readonly context: InvocationContext; readonly flush: () => void } {
  const { stdout, invocation } = context;
  const chunks: string[] = [];
  const lines = new StepLineReporter(label, (line) => stdout.write(`${line}\n`));
  return {
    context: {
      ...context,
      stdout: { write: (text) => chunks.push(text) },
      extraReporters: [lines],
      // Messages are printed immediately, and once instead of by each run.
      invocation: { signal: invocation.signal, redirect: () => ({ [Symbol.dispose]: () => undefined }) },
    },
    flush: () => stdout.write(`\n${label}\n${chunks.join('')}\n`),
  };
}
