import { CheckFailedError, failureOf, NotMeasuredError } from '../checks.ts';
import { elapsedMs, formatLimitMs, pause } from '../clock.ts';
import { toErrorRecord } from '../error-record.ts';
import { HarnessError } from '../errors.ts';
import type { Json, StepIdentity, StepResult, StepStatus } from '../event.ts';
import type { Step } from '../scenario.ts';
import { type Outcome, withinDeadline } from './deadline.ts';
import { RunInterruptedError } from './interruption.ts';
import { describePolls } from './poll.ts';
import {
  outputReader,
  RecordingStepContext,
  StepProgress,
  type StepResources,
  StepSkipped,
} from './step-context.ts';

/** A step and the resources of its run. */
export interface StepRun<Rig> {
  readonly step: Step<Rig>;
  readonly identity: StepIdentity;
  readonly rig: Rig;
  readonly resources: StepResources;
  /** Aborts with the error that makes the step pointless. */
  readonly stop: AbortSignal;
  /** How long a stopped step may take to end. */
  readonly graceMs: number;
}

/** A step timed out. The message contains what it saw last. */
class StepTimeoutError extends HarnessError {
  readonly stepId: string;
  readonly timeoutMs: number;
  /** The last attempt of its last poll. */
  readonly lastSeen: Json | undefined;

  constructor({ id }: StepIdentity, timeoutMs: number, { lastPoll, checks }: StepProgress) {
    const lastCheck = checks.at(-1);
    let seen = 'It made no poll and no check.';
    if (lastPoll !== undefined) seen = `Last poll: "${lastPoll.name}" (${describePolls(lastPoll.summary)}).`;
    else if (lastCheck !== undefined) seen = `Last check: "${lastCheck.title}".`;
    super(`step "${id}" timed out after ${formatLimitMs(timeoutMs)}. ${seen}`, {
      code: 'STEP_TIMEOUT',
      // Without a response, the timeout may be a connection problem.
      fault: lastPoll?.attempt.value === undefined ? 'INCONCLUSIVE' : 'PRODUCT',
    });
    this.stepId = id;
    this.timeoutMs = timeoutMs;
    this.lastSeen = lastPoll === undefined ? undefined : { ...lastPoll.attempt, poll: lastPoll.name };
  }
}

/** The return value of a step is not JSON. */
class StepOutputError extends HarnessError {
  constructor(stepId: string, cause: unknown) {
    super(`step "${stepId}" returned a value that JSON cannot represent: ${String(cause)}`, {
      code: 'STEP_OUTPUT',
      fault: 'HARNESS',
      cause,
    });
  }
}

/** Runs a step, with all its attempts within its one timeout. Never throws. */
export async function runStep<Rig>(run: StepRun<Rig>): Promise<StepResult> {
  const { identity, resources, stop, graceMs } = run;
  const { clock, log } = resources;
  const startedMs = clock.nowMs();
  const progress = new StepProgress();
  const { timeoutMs, problem } = timeoutOf(run);

  const attempts = async (signal: AbortSignal): Promise<void> => {
    if (problem !== undefined) throw problem.error;
    await attemptUntilDone(run, progress, { signal, timeoutMs });
  };
  const outcome = await withinDeadline(attempts, {
    clock,
    timeoutMs,
    timeoutError: () => new StepTimeoutError(identity, timeoutMs, progress),
    stop,
    graceMs,
  });
  progress.ended = true;

  const aftermath = progress.attempt === 0 ? undefined : describeAftermath(outcome, graceMs);
  if (aftermath !== undefined) {
    log.append({ type: 'log', source: identity.id, level: 'warn', message: aftermath });
  }
  return {
    ...identity,
    status: statusOf(outcome),
    durationMs: elapsedMs(clock, startedMs),
    attempts: progress.attempt,
    checks: progress.checks,
    ...(progress.output !== undefined && { output: progress.output }),
    ...whyNotPassed(outcome),
  };
}

/** @returns with `problem`, why the time cannot be computed: the step then fails with it */
function timeoutOf<Rig>({ step, rig, resources }: StepRun<Rig>): {
  readonly timeoutMs: number;
  readonly problem?: { readonly error: unknown };
} {
  const { timeoutMs } = step;
  try {
    const extraMs = step.extraTimeMs?.({ outputOf: outputReader(resources.outputs) }, rig) ?? 0;
    return { timeoutMs: timeoutMs + extraMs };
  } catch (error) {
    return { timeoutMs, problem: { error } };
  }
}

async function attemptUntilDone<Rig>(
  run: StepRun<Rig>,
  progress: StepProgress,
  { signal, timeoutMs }: { readonly signal: AbortSignal; readonly timeoutMs: number },
): Promise<void> {
  const { step, identity, resources } = run;
  const { clock, log } = resources;
  const { count: retries, delayMs, when } = step.retry ?? { count: 0, delayMs: 0 };
  for (;;) {
    progress.startAttempt();
    log.append({ type: 'step:start', step: identity, attempt: progress.attempt, timeoutMs });
    try {
      await attempt(run, progress, signal);
      return;
    } catch (error) {
      const retriable =
        progress.attempt <= retries && !(error instanceof StepSkipped) && (when?.(error) ?? true);
      if (!retriable || signal.aborted) throw error;
      const message = `attempt ${progress.attempt} failed, retrying in ${delayMs} ms: ${String(error)}`;
      log.append({ type: 'log', source: identity.id, level: 'warn', message });
      await pause(clock, delayMs, signal);
    }
  }
}

async function attempt<Rig>(run: StepRun<Rig>, progress: StepProgress, signal: AbortSignal): Promise<void> {
  const { step, identity, rig } = run;
  const resources: StepResources = {
    ...run.resources,
    watch: step.endsEarly ? run.resources.watch : undefined,
  };
  const context = new RecordingStepContext(identity, resources, progress, signal);
  let skipped: StepSkipped | undefined;
  try {
    progress.output = asJson(identity.id, await step.run(context, rig));
  } catch (error) {
    if (!(error instanceof StepSkipped)) throw error;
    skipped = error;
  }
  const failure = failureOf(progress.checks) ?? skipped;
  if (failure !== undefined) throw failure;
}

/** Converts an output to its form in the event log, so that later steps see the same live and when re-evaluated. */
function asJson(stepId: string, output: Json | undefined): Json | undefined {
  if (output === undefined) return undefined;
  try {
    return JSON.parse(JSON.stringify(output)) as Json;
  } catch (error) {
    throw new StepOutputError(stepId, error);
  }
}

function statusOf(outcome: Outcome<void>): StepStatus {
  switch (outcome.kind) {
    case 'done':
      return 'passed';
    case 'threw':
      return outcome.error instanceof StepSkipped ? 'skipped' : 'failed';
    case 'stopped':
      if (outcome.reason instanceof StepTimeoutError) return 'timed-out';
      return outcome.reason instanceof RunInterruptedError ? 'interrupted' : 'failed';
  }
}

function whyNotPassed(outcome: Outcome<void>): Pick<StepResult, 'reason' | 'error'> {
  if (outcome.kind === 'done') return {};
  const error = outcome.kind === 'threw' ? outcome.error : outcome.reason;
  return error instanceof StepSkipped ? { reason: error.reason } : { error: toErrorRecord(error) };
}

/** Describes how a stopped step ended, unless it ended because it was stopped. */
function describeAftermath(outcome: Outcome<void>, graceMs: number): string | undefined {
  if (outcome.kind !== 'stopped') return undefined;
  const { reason, aftermath } = outcome;
  if (aftermath === undefined) return `abandoned: did not end within ${graceMs} ms of being stopped`;
  if (aftermath.kind === 'done' || isConsequenceOf(aftermath.error, reason)) return undefined;
  // The result of the step has its checks.
  if (aftermath.error instanceof CheckFailedError || aftermath.error instanceof NotMeasuredError)
    return undefined;
  return `threw after it was stopped: ${String(aftermath.error)}`;
}

/** Aborted calls throw the reason of their signal, or an error with that reason as its cause. */
function isConsequenceOf(error: unknown, reason: unknown): boolean {
  return error === reason || (error instanceof Error && error.cause === reason);
}
