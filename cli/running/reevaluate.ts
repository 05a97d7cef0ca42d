import {
  SCENARIO_PARAMS,
  type ScenarioParam,
  type ScenarioParamName,
} from '../../harness/run-data/scenario-params.ts';
import { type CliContext, printJson } from '../cli-context.ts';
import { type EarlierRun, readEarlierRun } from '../earlier-runs/earlier-run.ts';
import { findRun } from '../earlier-runs/find-run.ts';
import { exitCodeOf } from '../exit-code.ts';
import type { ScenarioFlags } from '../options/scenario-flags.ts';
import type { RunPlan } from '../planning/plan-runs.ts';
import { UsageError } from '../usage.ts';
import { Invocation } from './invocation.ts';
import { runOnce } from './run-once.ts';

export function isReevaluation({ run, from }: ScenarioFlags): boolean {
  return run !== undefined || from !== undefined;
}

/**
 * Re-evaluates an earlier run, without the pipeline.
 *
 * @returns the exit code
 * @throws {UsageError} when the run does not exist, belongs to another scenario, or was made with other options
 */
export async function reevaluate(
  { cells }: RunPlan,
  flags: ScenarioFlags,
  context: CliContext,
): Promise<number> {
  const { run } = flags;
  const [only, ...others] = cells;
  if (only === undefined || others.length > 0) throw new UsageError('--run re-evaluates one scenario');
  const { definition } = only;
  if (run === undefined) {
    throw new UsageError(
      `--from ${flags.from} needs the earlier steps, from the pipeline or from an earlier run. After fixing a service, ` +
        `rerun: \`pnpm scenario ${definition.id} --step ${flags.from}\`. After changing a check, re-evaluate: ` +
        `\`pnpm scenario ${definition.id} --run last --from ${flags.from}\``,
    );
  }
  if (flags.repeat > 1 || flags.retries > 0 || flags.shard !== undefined) {
    throw new UsageError('--run re-evaluates one run once: leave out --repeat, --retries and --shard');
  }
  const recorded = await readEarlierRun(findRun(run, context));
  if (recorded.scenarioId !== definition.id) {
    throw new UsageError(`run '${run}' is a run of ${recorded.scenarioId}, not of ${definition.id}`);
  }
  rejectOtherOptions(flags, recorded, run);
  using invocation = new Invocation((text) => context.stderr.write(`${text}\n`));
  const result = await runOnce(definition, recorded.options, flags, { ...context, invocation }, { recorded });
  if (flags.json) printJson(result, context);
  return invocation.exitCode(exitCodeOf(result.status));
}

/** A re-evaluation uses the options of the recorded run; an explicit option must be the same. */
function rejectOtherOptions(flags: ScenarioFlags, { options }: EarlierRun, run: string): void {
  for (const [name, param] of Object.entries(SCENARIO_PARAMS) as [ScenarioParamName, ScenarioParam][]) {
    if (param.isRunOnly || !flags.explicitFlags.has(name)) continue;
    const requested = [flags[name]].flat().join(',');
    if (requested === String(options[name])) continue;
    throw new UsageError(
      `run '${run}' was made with ${param.flag} ${options[name] ?? 'unset'}, not ${requested}: leave out ${param.flag}, or ` +
        'leave out --run to start a new run',
    );
  }
}
