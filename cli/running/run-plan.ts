import type { RunResult } from '../../harness/engine/run-result.ts';
import type { CliContext } from '../cli-context.ts';
import { rememberInvocation } from '../earlier-runs/last-invocation.ts';
import { EXIT_CODES, exitCodeOfAll } from '../exit-code.ts';
import type { RunPlan } from '../planning/plan-runs.ts';
import type { PlannedRun } from '../planning/planned-run.ts';
import { liveSteps } from '../planning/step-range.ts';
import type { ScenarioFlags } from '../scenario-flags.ts';
import { writeJson } from '../write-json.ts';
import { Invocation, type InvocationContext } from './invocation.ts';
import { runAll } from './run-all.ts';
import { runScenarioCommand } from './run-once.ts';
import { runWithRetries } from './run-with-retries.ts';
import { asideOf, prepareOnce } from './side-by-side.ts';
import { openSummary } from './summary.ts';

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
  const told = flags.json ? { ...context, stdout: context.stderr } : context;
  const { runs } = plan;
  if (runs.length === 0) {
    told.stdout.write(
      `nothing to run: ${flags.lastFailed ? 'all passed the last time' : 'the share is empty'}\n`,
    );
    if (flags.json) writeJson([], context);
    return EXIT_CODES.ok;
  }

  const notice = (text: string): unknown => told.stdout.write(`${text}\n`);
  using invocation = new Invocation(notice);
  const { signal } = invocation;
  const alone = runs.length === 1 && flags.repeat === 1;
  const jobs = alone ? 1 : flags.jobs;
  const runOne = async (run: PlannedRun): Promise<RunResult> => {
    const inContext = { ...told, invocation };
    if (jobs > 1) {
      const { context: aside, flush } = asideOf(inContext, run.label);
      const result = await runPlanned(run, plan, flags, aside);
      flush();
      return result;
    }
    if (!alone) notice(`\n${run.label}`);
    return runPlanned(run, plan, flags, inContext);
  };

  await rememberInvocation(runs, [], context);
  // Before the runs are made, so that `last` is left to the last of them.
  const summary = alone ? undefined : await openSummary(flags, told);
  if (jobs > 1) await prepareOnce(runs, notice, signal);
  const ended = await runAll(runs, runOne, { jobs, signal });
  await rememberInvocation(runs, ended, context);
  const json = summary === undefined ? ended[0]?.result : await summary.write(ended);
  if (flags.json) writeJson(json, context);
  const results = ended.map(({ result }) => result);
  return invocation.exitCode(exitCodeOfAll(results, flags));
}

function runPlanned(
  { cell }: PlannedRun,
  plan: RunPlan,
  flags: ScenarioFlags,
  context: InvocationContext,
): Promise<RunResult> {
  const options = { ...plan.options, ...cell.choices };
  return runWithRetries(flags.retries, (earlier) =>
    runScenarioCommand(cell.definition, options, flags, context, { earlier }),
  );
}
