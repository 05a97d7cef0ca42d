import type { RunResult } from '../engine/run-result.ts';
import type { ScenarioOptions } from '../environments/scenario-options.ts';
import type { CliContext } from './cli-context.ts';
import { exitCodeOfAll } from './exit-code.ts';
import { findScenarios } from './find-scenarios.ts';
import { Invocation } from './invocation.ts';
import { type MatrixCell, matrixCells } from './matrix.ts';
import { commonOptions } from './options/pipeline-options.ts';
import { type PlannedRun, plannedRuns } from './planned-run.ts';
import { runScenarioCommand } from './run-scenario-command.ts';
import { runWithRetries } from './run-with-retries.ts';
import type { ScenarioFlags } from './scenario-flags.ts';
import { liveSteps } from './step-range.ts';
import { type EndedRun, openSummary } from './summary.ts';
import { writeJson } from './write-json.ts';

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
 * Runs what is planned. Several runs are put side by side at the end. An interruption ends all.
 *
 * @returns the exit code
 * @throws {UsageError} for steps that a scenario does not have
 */
export async function runPlan(plan: RunPlan, flags: ScenarioFlags, context: CliContext): Promise<number> {
  // Before the first of them takes its time.
  for (const { definition, choices } of plan.cells) {
    liveSteps(flags, definition.build({ ...plan.options, ...choices }).steps);
  }
  const { stderr, stdout } = context;
  const told = flags.json ? { ...context, stdout: stderr } : context;
  using invocation = new Invocation((text) => told.stdout.write(`${text}\n`));
  const runOne = ({ cell }: PlannedRun): Promise<RunResult> =>
    runWithRetries(flags.retries, (earlier) => {
      const options = { ...plan.options, ...cell.choices };
      return runScenarioCommand(cell.definition, options, flags, { ...told, invocation }, { earlier });
    });

  const runs = plannedRuns(plan.cells, flags.repeat);
  const [only, ...others] = runs;
  if (only !== undefined && others.length === 0 && flags.repeat === 1) {
    const result = await runOne(only);
    if (flags.json) writeJson(result, context);
    return exitCodeOfAll([result], flags);
  }
  // Before the runs are made, so that `last` is left to the last of them.
  const summary = await openSummary(flags, told);
  const ended = await runInTurn(runs, runOne, (text) => told.stdout.write(`${text}\n`), invocation);
  const json = await summary.write(ended);
  if (flags.json) writeJson(json, { ...context, stdout });
  return exitCodeOfAll(
    ended.map(({ result }) => result),
    flags,
  );
}

async function runInTurn(
  runs: readonly PlannedRun[],
  runOne: (run: PlannedRun) => Promise<RunResult>,
  tell: (text: string) => void,
  { signal }: Invocation,
): Promise<EndedRun[]> {
  const ended: EndedRun[] = [];
  for (const run of runs) {
    if (signal.aborted) break;
    tell(`\n${run.label}`);
    ended.push({ ...run, result: await runOne(run) });
  }
  return ended;
}
