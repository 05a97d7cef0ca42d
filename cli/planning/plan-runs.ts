import { ENVIRONMENT_TYPES } from '../../harness/environments/environment-types.ts';
import type { ScenarioOptions } from '../../harness/environments/scenario-options.ts';
import type { CliContext } from '../cli-context.ts';
import { lastFailed } from '../earlier-runs/last-invocation.ts';
import { requireOtlpReporter } from '../options/output-options.ts';
import { commonOptions, ParamOption } from '../options/pipeline-flags.ts';
import type { ScenarioFlags } from '../options/scenario-flags.ts';
import { requireTerminal } from '../pause/pause-on-failure.ts';
import { UsageError } from '../usage.ts';
import { findScenarios } from './find-scenarios.ts';
import { type MatrixCell, matrixCells } from './matrix.ts';
import { type PlannedRun, plannedRuns, shardOf } from './planned-run.ts';
import { requireClip } from './require-clip.ts';

/** The runs of one invocation. */
export interface RunPlan {
  readonly cells: readonly MatrixCell[];
  /** Options that all cells share. */
  readonly options: ScenarioOptions;
  /** Every cell, once per repetition; with `--shard`, only one part. May be empty. */
  readonly runs: readonly PlannedRun[];
}

/** @throws {UsageError} for scenarios and options that cannot be run */
export async function planRuns(
  names: readonly string[],
  flags: ScenarioFlags,
  context: CliContext,
): Promise<RunPlan> {
  rejectSharedResources(flags);
  requireOtlpReporter(flags);
  if (flags.pauseOnFailure) requireTerminal(context);
  const cells = flags.lastFailed
    ? await failedCells(names, flags, context)
    : selectedCells(names, flags, context);
  const options = commonOptions(flags);
  if (flags.fixture !== undefined && flags.run === undefined)
    await requireClip(flags.fixture, {
      leadInS: options.leadInS,
      publish: cells.map(({ choices }) => choices.publish),
    });
  const all = plannedRuns(cells, flags.repeat);
  const runs = flags.shard === undefined ? all : shardOf(all, flags.shard);
  const keepEnvironment = flags.keepEnvironment ?? defaultKeepMode(runs.length + flags.retries, context);
  return { cells, options: { ...options, keepEnvironment }, runs };
}

/** Keeps the environment of a single failed run on a terminal, where it can be inspected. */
export function defaultKeepMode(
  runs: number,
  { stdout, env }: Pick<CliContext, 'stdout' | 'env'>,
): ScenarioOptions['keepEnvironment'] {
  const isInteractive = stdout.isTTY === true && (env.CI ?? '') === '';
  return isInteractive && runs === 1 ? 'on-failure' : 'never';
}

/** @throws {UsageError} when parallel runs would share ports, a pipeline or the terminal */
function rejectSharedResources({ jobs, ports, environment, pauseOnFailure }: ScenarioFlags): void {
  if (jobs === 1) return;
  if (pauseOnFailure) throw new UsageError('--pause-on-failure pauses one run at a time: leave out --jobs');
  if (ports === 'documented') {
    throw new UsageError('--jobs needs separate ports for each run: leave out --ports documented');
  }
  const shared = environment.find((kind) => ENVIRONMENT_TYPES[kind].isShared);
  if (shared === undefined) return;
  const flag = ParamOption.flag('environment');
  throw new UsageError(
    `--jobs needs a separate pipeline for each run: all runs of ${flag} ${shared} use the same one`,
  );
}

function selectedCells(names: readonly string[], flags: ScenarioFlags, context: CliContext): MatrixCell[] {
  const { environment: environments, sts, publish } = flags;
  return matrixCells({ environments, sts, publish, scenarios: findScenarios(names, flags, context) });
}

/** Keeps the combinations of the last invocation, limited to the selected scenarios. */
async function failedCells(
  names: readonly string[],
  flags: ScenarioFlags,
  context: CliContext,
): Promise<MatrixCell[]> {
  for (const name of ['environment', 'sts', 'publish'] as const) {
    if (!flags.explicitFlags.has(name)) continue;
    throw new UsageError(
      `--last-failed repeats the last choice of ${ParamOption.flag(name)}: leave out ${ParamOption.flag(name)}`,
    );
  }
  const failed = await lastFailed(context);
  if (names.length === 0 && flags.grep === undefined) return failed;
  const selected = findScenarios(names, flags, context);
  return failed.filter(({ definition }) => selected.includes(definition));
}
