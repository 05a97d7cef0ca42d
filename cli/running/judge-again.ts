import type { CliContext } from '../cli-context.ts';
import { findRun } from '../earlier-runs/find-run.ts';
import { readKeptRun } from '../earlier-runs/kept-run.ts';
import { exitCodeOf } from '../exit-code.ts';
import type { RunPlan } from '../planning/plan-runs.ts';
import type { ScenarioFlags } from '../scenario-flags.ts';
import { UsageError } from '../usage.ts';
import { writeJson } from '../write-json.ts';
import { Invocation } from './invocation.ts';
import { runScenarioCommand } from './run-once.ts';

export function asksToJudgeAgain({ run, from }: ScenarioFlags): boolean {
  return run !== undefined || from !== undefined;
}

/**
 * Judges an earlier run again, without the pipeline.
 *
 * @returns the exit code
 * @throws {UsageError} when there is no such run, or it is not one of this scenario
 */
export async function judgeAgain(
  { cells }: RunPlan,
  flags: ScenarioFlags,
  context: CliContext,
): Promise<number> {
  const { run } = flags;
  const [only, ...others] = cells;
  if (only === undefined || others.length > 0) throw new UsageError('--run judges one scenario');
  if (run === undefined) {
    throw new UsageError(
      `--from ${flags.from} needs the steps before it, from the pipeline or from an earlier run. When a service was repaired: ` +
        `\`pnpm scenario ${only.definition.id} --step ${flags.from}\`, or all of it. When a check was changed: ` +
        `\`pnpm scenario ${only.definition.id} --run last --from ${flags.from}\` judges what was kept again`,
    );
  }
  const kept = await readKeptRun(findRun(run, context));
  const { definition } = only;
  if (kept.scenarioId !== definition.id) {
    throw new UsageError(`run '${run}' is one of ${kept.scenarioId}, not of ${definition.id}`);
  }
  using invocation = new Invocation((text) => context.stderr.write(`${text}\n`));
  const result = await runScenarioCommand(
    definition,
    kept.options,
    flags,
    { ...context, invocation },
    { kept },
  );
  if (flags.json) writeJson(result, context);
  return invocation.exitCode(exitCodeOf(result.status));
}
