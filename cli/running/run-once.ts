import type { FailedRun, RunEvent } from '../../harness/engine/event.ts';
import { keptEvidence } from '../../harness/engine/evidence.ts';
import { finishReporters, type Reporter } from '../../harness/engine/reporter.ts';
import { createRunFolder } from '../../harness/engine/run-folder.ts';
import type { RunResult } from '../../harness/engine/run-result.ts';
import { runScenario } from '../../harness/engine/run-scenario.ts';
import type { ScenarioDefinition } from '../../harness/engine/scenario-definition.ts';
import { prepareEnvironment } from '../../harness/environments/prepare-environment.ts';
import type { ScenarioOptions } from '../../harness/environments/scenario-options.ts';
import { writeHistory } from '../../reports/history/write-history.ts';
import { copyEvidence, type KeptRun, outputsBefore } from '../earlier-runs/kept-run.ts';
import type { StepFlags } from '../options/step-options.ts';
import type { TellingFlags } from '../options/telling-options.ts';
import { pauseOnFailure } from '../pause/pause-on-failure.ts';
import { FactsOfRun } from '../pause/pipeline-facts.ts';
import { judgedSteps, liveSteps } from '../planning/step-range.ts';
import type { InvocationContext } from './invocation.ts';
import { createRunReporters } from './run-reporters.ts';
import { tellFailures } from './tell-failures.ts';

/** What a run comes after. */
export interface RunHistory {
  /** Is judged again, without the pipeline. */
  readonly kept?: KeptRun;
  /** Did not pass, and is run again. */
  readonly earlier?: readonly FailedRun[];
}

/**
 * Runs a scenario with all its reports.
 *
 * @throws {UsageError} for steps that cannot be run
 */
export async function runScenarioCommand(
  definition: ScenarioDefinition<ScenarioOptions>,
  options: ScenarioOptions,
  flags: TellingFlags & StepFlags,
  context: InvocationContext,
  { kept, earlier = [] }: RunHistory = {},
): Promise<RunResult> {
  const { runsFolder, stderr, invocation, alongside = [] } = context;
  const told = createRunReporters(flags, context);
  const { notice } = told;
  const reporters = [...alongside, ...told.reporters];
  using _shown = invocation.show(notice);
  const scenario = definition.build(options);
  const steps = (kept === undefined ? liveSteps : judgedSteps)(flags, scenario.steps);
  await scenario.validate?.();
  if (kept === undefined) await prepareEnvironment(options, notice, invocation.signal);
  const { id: runId, path: folder } = await createRunFolder(runsFolder, definition.id, new Date());

  context.onRun?.(folder);
  if (kept !== undefined) await copyEvidence(kept.folder, folder);
  const known = new FactsOfRun();
  const result = await runScenario(scenario, {
    runId,
    folder,
    environment: options.environment,
    signal: invocation.signal,
    earlier,
    ...(kept !== undefined && { evidence: keptEvidence(folder) }),
    selection: { ...steps, ...(kept !== undefined && { outputs: outputsBefore(kept, steps.from) }) },
    listeners: [known.add, ...reporters.map((reporter) => (event: RunEvent) => reporter.event?.(event))],
    ...(flags.pauseOnFailure && {
      onStepFailed: pauseOnFailure({ folder, known, reporters: told }, context),
    }),
  });
  const overview: Reporter = { name: 'overview', finish: async () => void (await writeHistory(runsFolder)) };
  const all = context.overview === true ? [...reporters, overview] : reporters;
  tellFailures(await finishReporters(all, folder), stderr);
  return result;
}
