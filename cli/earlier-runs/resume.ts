import type { ScenarioOptions } from '../../harness/environments/scenario-options.ts';
import type { CliContext } from '../cli-context.ts';
import type { RunPlan } from '../planning/plan-runs.ts';
import type { ScenarioFlags } from '../scenario-flags.ts';
import { UsageError } from '../usage.ts';
import { findKept } from './find-kept.ts';

export function asksToResume({ resume }: ScenarioFlags): boolean {
  return resume !== undefined;
}

/**
 * Plans to run a scenario in the environment that an earlier run has kept. The stream is published anew, under an id
 * of its own: so all steps up to the last one that is asked for are run, only the start of the services is saved. The
 * environment stays, unless `--keep-env` says otherwise.
 *
 * @throws {UsageError} when there is no such environment, or it was started with other options
 */
export async function resumed(
  { cells, options, runs }: RunPlan,
  flags: ScenarioFlags,
  context: CliContext,
): Promise<RunPlan> {
  const [only, ...others] = cells;
  if (only === undefined || others.length > 0) throw new UsageError('--resume goes on with one scenario');
  if (flags.run !== undefined)
    throw new UsageError('--run judges without the pipeline: leave it or --resume out');
  const { runFolder, description } = await findKept(
    flags.resume === true ? undefined : flags.resume,
    context,
  );
  const { sts, ports } = description.plan;
  const kept = { environment: description.kind, sts, ports, observe: 'monitor' } as const;
  refuseOthers(flags, kept, description.runId);
  if (flags.from !== undefined) {
    context.stderr.write(
      `the stream is published anew: the steps before ${flags.from} are run again, to prepare it\n`,
    );
  }
  const cell = { ...only, choices: { ...only.choices, environment: kept.environment, sts } };
  return {
    cells: [cell],
    runs: runs.map((run) => ({ ...run, cell })),
    options: { ...options, ...kept, resume: runFolder, keepEnvironment: flags.keepEnv ?? 'always' },
  };
}

type Kept = Pick<ScenarioOptions, 'environment' | 'sts' | 'ports' | 'observe'>;

/** What is not said is as it is in the kept environment; what is said must be. */
function refuseOthers({ env, sts, ports, observe, said }: ScenarioFlags, kept: Kept, runId: string): void {
  const asked = { env: env.join(','), sts: sts.join(','), ports, observe };
  const was = { env: kept.environment, sts: kept.sts, ports: kept.ports, observe: kept.observe };
  for (const name of ['env', 'sts', 'ports', 'observe'] as const) {
    if (!said.has(name) || asked[name] === was[name]) continue;
    throw new UsageError(
      `--${name} ${asked[name]} was asked for, the environment that ${runId} has kept is ${was[name]}: ` +
        `leave --${name} out, or --resume to start another environment`,
    );
  }
}
