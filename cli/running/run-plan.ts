import type { FailedRun } from '../../harness/engine/event.ts';
import { type RunResult, toFailedRun } from '../../harness/engine/run-folder/run-result.ts';
import { requireMachine } from '../../harness/machine/index.ts';
import { type CliContext, printJson } from '../cli-context.ts';
import { recordInvocation } from '../earlier-runs/last-invocation.ts';
import { EXIT_CODES, exitCodeOfAll } from '../exit-code.ts';
import type { ScenarioFlags } from '../options/scenario-flags.ts';
import type { RunPlan } from '../planning/plan-runs.ts';
import type { EndedRun, PlannedRun } from '../planning/planned-run.ts';
import { liveSteps } from '../planning/step-range.ts';
import { Invocation, type InvocationContext } from './invocation.ts';
import { bufferedContext, prepareEnvironments } from './parallel-runs.ts';
import { runOnce } from './run-once.ts';
import { openSummary } from './summary.ts';

/**
 * Executes a plan. Several runs are followed by a comparison. An interruption ends all of them.
 *
 * @returns the exit code
 * @throws {UsageError} for steps that a scenario does not have
 * @throws {MachineNotReadyError} when no run can work on this machine
 */
export async function runPlan(plan: RunPlan, flags: ScenarioFlags, context: CliContext): Promise<number> {
  // Fails before the first run spends time.
  for (const { definition, choices } of plan.cells) {
    liveSteps(flags, definition.build({ ...plan.options, ...choices }).steps);
  }
  const printed = flags.json ? { ...context, stdout: context.stderr } : context;
  const { runs } = plan;
  if (runs.length === 0) {
    printed.stdout.write(
      `nothing to run: ${flags.lastFailed ? 'everything passed last time' : 'the shard is empty'}\n`,
    );
    if (flags.json) printJson([], context);
    return EXIT_CODES.ok;
  }

  const notify = (text: string): unknown => printed.stdout.write(`${text}\n`);
  using invocation = new Invocation(notify);
  const { signal } = invocation;
  const isSingle = runs.length === 1 && flags.repeat === 1;
  const jobs = isSingle ? 1 : flags.jobs;
  const runContext = { ...printed, invocation };
  const execute = async (run: PlannedRun): Promise<RunResult> => {
    if (jobs > 1) {
      const { context: buffered, flush } = bufferedContext(runContext, run.label);
      const result = await runWithRetries(run, plan, flags, buffered);
      flush();
      return result;
    }
    if (!isSingle) notify(`\n${run.label}`);
    return runWithRetries(run, plan, flags, runContext);
  };

  await requireMachine(context.runsFolder);
  await recordInvocation(runs, [], context);
  // An invalid configuration is rejected before the first run, and images are built once for parallel runs.
  const early = jobs > 1 ? runs : runs.filter(({ cell }) => cell.choices.environment === 'attach');
  await prepareEnvironments(early, plan.options, notify, signal);
  // The folder is created before the runs, so that `last` names the last of them.
  const summary = isSingle ? undefined : await openSummary(flags, printed);
  const ended = await runAll(runs, execute, { jobs, signal });
  await recordInvocation(runs, ended, context);
  const json = summary === undefined ? ended[0]?.result : await summary.write(ended);
  if (flags.json) printJson(json, context);
  const results = ended.map(({ result }) => result);
  return invocation.exitCode(exitCodeOfAll(results, flags));
}

/**
 * Executes runs, up to `jobs` in parallel. Starts no more when `signal` aborts.
 *
 * @returns the runs that were executed, in the order of the plan
 */
async function runAll(
  runs: readonly PlannedRun[],
  execute: (run: PlannedRun) => Promise<RunResult>,
  { jobs, signal }: { readonly jobs: number; readonly signal: AbortSignal },
): Promise<EndedRun[]> {
  const waiting = runs.entries();
  const ended: EndedRun[] = [];
  const work = async (): Promise<void> => {
    for (const [index, run] of waiting) {
      if (signal.aborted) return;
      ended[index] = { ...run, result: await execute(run) };
    }
  };
  await Promise.all(Array.from({ length: Math.min(jobs, runs.length) }, work));
  return ended.filter((run) => run !== undefined);
}

/** Runs until a run passes, with at most `retries` retries. An interrupted run is not retried. */
async function runWithRetries(
  { cell }: PlannedRun,
  plan: RunPlan,
  flags: ScenarioFlags,
  context: InvocationContext,
): Promise<RunResult> {
  const options = { ...plan.options, ...cell.choices };
  const earlier: FailedRun[] = [];
  for (;;) {
    const result = await runOnce(cell.definition, options, flags, context, { earlier: [...earlier] });
    const { status } = result;
    if (status === 'passed' || status === 'interrupted' || earlier.length >= flags.retries) return result;
    earlier.push(toFailedRun(result));
  }
}
