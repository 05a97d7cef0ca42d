import type { ScenarioOptions } from '../../harness/environments/scenario-options.ts';
import type { CliContext } from '../cli-context.ts';
import { ParamOption } from '../options/pipeline-flags.ts';
import type { ScenarioFlags } from '../options/scenario-flags.ts';
import type { RunPlan } from '../planning/plan-runs.ts';
import { UsageError } from '../usage.ts';
import { findKept } from './kept-environments.ts';

export function isResumption({ resume }: ScenarioFlags): boolean {
  return resume !== undefined;
}

/**
 * Changes a plan to use the environment that an earlier run kept. A new stream is published under its own id, so every
 * step up to the last one runs; only the start of the services is saved. The environment is kept again unless
 * `--keep-env` states otherwise.
 *
 * @throws {UsageError} when there is no such environment, or it was started with other options
 */
export async function planResumption(
  { cells, options, runs }: RunPlan,
  flags: ScenarioFlags,
  context: CliContext,
): Promise<RunPlan> {
  const [only, ...others] = cells;
  if (only === undefined || others.length > 0) throw new UsageError('--resume runs one scenario');
  if (flags.run !== undefined)
    throw new UsageError('--run re-evaluates without services: leave out --run or --resume');
  const { runFolder, description } = await findKept(
    flags.resume === true ? undefined : flags.resume,
    context,
  );
  const { sts, ports } = description.plan;
  const kept = { environment: description.kind, sts, ports, observe: 'monitor' } as const;
  rejectOtherOptions(flags, kept, description.runId);
  if (flags.from !== undefined) {
    context.stderr.write(`a new stream is published, so the steps before ${flags.from} run as well\n`);
  }
  const cell = { ...only, choices: { ...only.choices, environment: kept.environment, sts } };
  return {
    cells: [cell],
    runs: runs.map((run) => ({ ...run, cell })),
    options: { ...options, ...kept, resume: runFolder, keepEnvironment: flags.keepEnvironment ?? 'always' },
  };
}

type KeptOptions = Pick<ScenarioOptions, 'environment' | 'sts' | 'ports' | 'observe'>;

/** An explicit option must match the kept environment; the others are taken from it. */
function rejectOtherOptions(flags: ScenarioFlags, kept: KeptOptions, runId: string): void {
  for (const name of ['environment', 'sts', 'ports', 'observe'] as const) {
    const requested = [flags[name]].flat().join(',');
    if (!flags.explicitFlags.has(name) || requested === kept[name]) continue;
    const flag = ParamOption.flag(name);
    throw new UsageError(
      `${runId} kept an environment with ${flag} ${kept[name]}, not ${requested}. ` +
        `Leave out ${flag}, or leave out --resume to start another environment`,
    );
  }
}
