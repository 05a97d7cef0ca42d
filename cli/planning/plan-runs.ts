import type { ScenarioOptions } from '../../harness/environments/scenario-options.ts';
import type { CliContext } from '../cli-context.ts';
import { usualKeepMode } from '../earlier-runs/keep-env.ts';
import { lastFailed } from '../earlier-runs/last-invocation.ts';
import { commonOptions } from '../options/pipeline-options.ts';
import { requireTerminal } from '../pause/pause-on-failure.ts';
import { refuseShared } from '../running/side-by-side.ts';
import type { ScenarioFlags } from '../scenario-flags.ts';
import { findScenarios } from './find-scenarios.ts';
import { type MatrixCell, matrixCells } from './matrix.ts';
import { type PlannedRun, plannedRuns, shareOf } from './planned-run.ts';

/** What one invocation is to run. */
export interface RunPlan {
  readonly cells: readonly MatrixCell[];
  /** What the cells have in common. */
  readonly options: ScenarioOptions;
  /** Each of the cells as often as it is to be run; of a shard, its share. May be none. */
  readonly runs: readonly PlannedRun[];
}

/** @throws {UsageError} for what cannot be run */
export async function planRuns(
  names: readonly string[],
  flags: ScenarioFlags,
  context: CliContext,
): Promise<RunPlan> {
  refuseShared(flags);
  if (flags.pauseOnFailure) requireTerminal(context);
  const cells = flags.lastFailed
    ? await failedCells(names, flags, context)
    : chosenCells(names, flags, context);
  const all = plannedRuns(cells, flags.repeat);
  const runs = flags.shard === undefined ? all : shareOf(all, flags.shard);
  const keepEnvironment = flags.keepEnv ?? usualKeepMode(runs.length + flags.retries, context);
  return { cells, options: { ...commonOptions(flags), keepEnvironment }, runs };
}

function chosenCells(names: readonly string[], flags: ScenarioFlags, context: CliContext): MatrixCell[] {
  const { env: environments, sts, publish } = flags;
  return matrixCells({ environments, sts, publish, scenarios: findScenarios(names, flags, context) });
}

/** With the choices of the last time, of those scenarios that are asked for, if any are. */
async function failedCells(
  names: readonly string[],
  flags: ScenarioFlags,
  context: CliContext,
): Promise<MatrixCell[]> {
  const failed = await lastFailed(context);
  if (names.length === 0 && flags.grep === undefined) return failed;
  const asked = findScenarios(names, flags, context);
  return failed.filter(({ definition }) => asked.includes(definition));
}
