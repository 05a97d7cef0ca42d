import { verdictOf } from './checks.ts';
import { elapsedMs, pause } from './clock.ts';
import { type Outcome, withinDeadline } from './deadline.ts';
import { toErrorRecord } from './error-record.ts';
import { HarnessError } from './errors.ts';
import type { Json, StepIdentity, StepResult, StepStatus } from './event.ts';
import { RunInterruptedError } from './interruption.ts';
import type { Step } from './scenario.ts';
import { RecordingStepContext, type StepResources, StepSkipped } from './step-context.ts';
import { StepProgress } from './step-progress.ts';
import { StepTimeoutError } from './step-timeout-error.ts';

/** A step, and what its run needs. */
export interface StepRun<Rig> {
  readonly step: Step<Rig>;
  readonly identity: StepIdentity;
  readonly rig: Rig;
  readonly resources: StepResources;
  /** Aborted with the error that makes the step pointless. */
  readonly stop: AbortSignal;
  /** What a step that was stopped may take to end. */
  readonly graceMs: number;
}

/** What a step returned cannot be kept. */
class StepOutputError extends HarnessError {
  constructor(stepId: string, cause: unknown) {
    super(`step "${stepId}" returned something that JSON cannot carry`, {
      code: 'STEP_OUTPUT',
      fault: 'HARNESS',
      cause,
    });
  }
}

/** Runs a step to its end, all attempts within its one timeout. Never throws. */
export async function runStep<Rig>(run: StepRun<Rig>): Promise<StepResult> {
  const { step, identity, resources, stop, graceMs } = run;
  const { clock, log } = resources;
  const startedMs = clock.nowMs();
  const progress = new StepProgress();

  const outcome = await withinDeadline((signal) => attemptUntilDone(run, progress, signal), {
    clock,
    timeoutMs: step.timeoutMs,
    timeoutError: () => new StepTimeoutError(identity, step.timeoutMs, progress),
    stop,
    graceMs,
  });
  progress.over = true;

  const aftermath = progress.attempt === 0 ? undefined : tellAftermath(outcome, graceMs);
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

async function attemptUntilDone<Rig>(
  run: StepRun<Rig>,
  progress: StepProgress,
  signal: AbortSignal,
): Promise<void> {
  const { step, identity, resources } = run;
  const { clock, log } = resources;
  const { count: retries, delayMs, when } = step.retry ?? { count: 0, delayMs: 0 };
  for (;;) {
    progress.startAttempt();
    log.append({ type: 'step:start', step: identity, attempt: progress.attempt, timeoutMs: step.timeoutMs });
    try {
      await attempt(run, progress, signal);
      return;
    } catch (error) {
      const again = progress.attempt <= retries && !(error instanceof StepSkipped) && (when?.(error) ?? true);
      if (!again || signal.aborted) throw error;
      const message = `attempt ${progress.attempt} failed, trying again in ${delayMs} ms: ${String(error)}`;
      log.append({ type: 'log', source: identity.id, level: 'warn', message });
      await pause(clock, delayMs, signal);
    }
  }
}

async function attempt<Rig>(run: StepRun<Rig>, progress: StepProgress, signal: AbortSignal): Promise<void> {
  const { step, identity, rig, resources } = run;
  const context = new RecordingStepContext(identity, resources, progress, signal);
  let skipped: StepSkipped | undefined;
  try {
    progress.output = asJson(identity.id, await step.run(context, rig));
  } catch (error) {
    if (!(error instanceof StepSkipped)) throw error;
    skipped = error;
  }
  const failure = verdictOf(progress.checks) ?? skipped;
  if (failure !== undefined) throw failure;
}

/** As the log will hold it, so that a later step sees the same whether the run is live or judged again. */
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

/** What the reader should know about how a stopped step took it. */
function tellAftermath(outcome: Outcome<void>, graceMs: number): string | undefined {
  if (outcome.kind !== 'stopped') return undefined;
  const { reason, aftermath } = outcome;
  if (aftermath === undefined) return `did not end within ${graceMs} ms of being told to: left behind`;
  if (aftermath.kind === 'done' || comesFrom(aftermath.error, reason)) return undefined;
  return `when told to end: ${String(aftermath.error)}`;
}

/** Aborted calls throw the reason of their signal, or an error of their own with that as its cause. */
function comesFrom(error: unknown, reason: unknown): boolean {
  return error === reason || (error instanceof Error && error.cause === reason);
}
