import type { FailedRun, RunEvent } from '../../harness/engine/event.ts';
import { runScenario } from '../../harness/engine/execution/run-scenario.ts';
import { createRunFolder } from '../../harness/engine/run-folder/create-run-folder.ts';
import { keptEvidence } from '../../harness/engine/run-folder/evidence.ts';
import { finishReporters, type Reporter } from '../../harness/engine/run-folder/reporter.ts';
import type { RunResult } from '../../harness/engine/run-folder/run-result.ts';
import type { ScenarioDefinition } from '../../harness/engine/scenario-definition.ts';
import { prepareEnvironment } from '../../harness/environments/prepare-environment.ts';
import type { ScenarioOptions } from '../../harness/environments/scenario-options.ts';
import { writeHistory } from '../../reports/history/write-history.ts';
import { copyEvidence, type EarlierRun, outputsBefore } from '../earlier-runs/earlier-run.ts';
import { stopOlderEnvironments } from '../earlier-runs/kept-environments.ts';
import type { OutputFlags } from '../options/output-options.ts';
import type { StepFlags } from '../options/step-options.ts';
import { PipelineFacts } from '../pause/inspect-pipeline.ts';
import { pauseOnFailure } from '../pause/pause-on-failure.ts';
import { liveSteps, reevaluatedSteps } from '../planning/step-range.ts';
import type { InvocationContext } from './invocation.ts';
import { createRunReporters, printReporterFailures } from './run-reporters.ts';

/** The runs that precede a run. */
export interface RunHistory {
  /** The run to re-evaluate. */
  readonly recorded?: EarlierRun;
  /** Failed attempts that this run retries. */
  readonly earlier?: readonly FailedRun[];
}

/**
 * Executes or re-evaluates a scenario once, with all of its reports.
 *
 * @throws {UsageError} for steps that cannot be run
 */
export async function runOnce(
  definition: ScenarioDefinition<ScenarioOptions>,
  options: ScenarioOptions,
  flags: OutputFlags & StepFlags,
  context: InvocationContext,
  { recorded, earlier = [] }: RunHistory = {},
): Promise<RunResult> {
  const { runsFolder, stderr, invocation, extraReporters = [] } = context;
  const selected = createRunReporters(flags, context);
  const reporters = [...extraReporters, ...selected.reporters];
  using _redirection = invocation.redirect(selected.notify);
  const scenario = definition.build(options);
  const steps = (recorded === undefined ? liveSteps : reevaluatedSteps)(flags, scenario.steps);
  await scenario.validate?.();
  if (recorded === undefined) await prepareEnvironment(options, selected.notify, invocation.signal);
  const { id: runId, path: folder } = await createRunFolder(runsFolder, definition.id, new Date());

  context.onRun?.(folder);
  if (recorded !== undefined) await copyEvidence(recorded.folder, folder);
  const facts = new PipelineFacts();
  const result = await runScenario(scenario, {
    runId,
    folder,
    environment: options.environment,
    signal: invocation.signal,
    earlier,
    ...(recorded !== undefined && { evidence: keptEvidence(folder) }),
    selection: { ...steps, ...(recorded !== undefined && { outputs: outputsBefore(recorded, steps.from) }) },
    listeners: [facts.add, ...reporters.map((reporter) => (event: RunEvent) => reporter.event?.(event))],
    ...(flags.pauseOnFailure && {
      onStepFailed: pauseOnFailure({ folder, facts, reporters: selected }, context),
    }),
  });
  const replaced = await stopOlderEnvironments(folder, context);
  if (replaced.length > 0) selected.notify('Only the newest environment is kept. Of earlier runs:');
  for (const line of replaced) selected.notify(`  ${line}`);
  const overview: Reporter = { name: 'overview', finish: async () => void (await writeHistory(runsFolder)) };
  const all = context.overview === true ? [...reporters, overview] : reporters;
  printReporterFailures(await finishReporters(all, folder), stderr);
  return result;
}
