import type { ScenarioOptions } from '../environments/scenario-options.ts';
import type { CliContext } from './cli-context.ts';
import { exitCodeOf } from './exit-code.ts';
import { findScenarios } from './find-scenarios.ts';
import { type MatrixCell, matrixCells } from './matrix.ts';
import { commonOptions } from './options/pipeline-options.ts';
import { runMatrix } from './run-matrix.ts';
import { runScenarioCommand } from './run-scenario-command.ts';
import type { ScenarioFlags } from './scenario-flags.ts';
import { liveSteps } from './step-range.ts';

/** What one invocation is to run. */
export interface RunPlan {
  readonly cells: readonly MatrixCell[];
  /** What the cells have in common. */
  readonly options: ScenarioOptions;
}

/** @throws {UsageError} for what cannot be run */
export function planRuns(ids: readonly string[], flags: ScenarioFlags, context: CliContext): RunPlan {
  const cells = matrixCells({
    environments: flags.env,
    sts: flags.sts,
    publish: flags.publish,
    scenarios: findScenarios(ids, flags, context),
  });
  return { cells, options: commonOptions(flags) };
}

/**
 * @returns the exit code
 * @throws {UsageError} for steps that a scenario does not have
 */
export async function runPlan(
  { cells, options }: RunPlan,
  flags: ScenarioFlags,
  context: CliContext,
): Promise<number> {
  // Before the first of them takes its time.
  for (const { definition, choices } of cells) {
    liveSteps(flags, definition.build({ ...options, ...choices }).steps);
  }
  const [only, ...others] = cells;
  if (only === undefined || others.length > 0) return runMatrix(cells, options, flags, context);
  const { definition, choices } = only;
  const { status } = await runScenarioCommand(definition, { ...options, ...choices }, flags, context);
  return exitCodeOf(status);
}
