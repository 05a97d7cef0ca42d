import { NOT_MEASURED } from '../checks.ts';
import { toErrorRecord } from '../error-record.ts';
import { faultOf, HarnessError } from '../errors.ts';
import type { Json, StepIdentity, StepResult } from '../event.ts';
import type { Step } from '../scenario.ts';
import { decideAfterFailure, type FailureDecision, type FailureHandler } from './failure-decision.ts';
import type { RunScope } from './run-scope.ts';
import { runStep } from './run-step.ts';
import type { StepResources } from './step-context.ts';

export interface StepSequence<Rig> {
  readonly steps: readonly Step<Rig>[];
  /** Creates what the steps share. Called once, before the first step. */
  readonly createRig: () => Rig;
  readonly scope: RunScope;
  /** Without the outputs, which the sequence collects. */
  readonly resources: Omit<StepResources, 'outputs'>;
  readonly graceMs: number;
  readonly selection?: StepSelection | undefined;
  readonly onStepFailed?: FailureHandler | undefined;
  /** Diagnoses the run so far and records the result. Called before `onStepFailed`. */
  readonly diagnose: () => Promise<void>;
}

/** Which steps of a scenario run; the others are skipped. */
export interface StepSelection {
  /** Number of the first step. */
  readonly from?: number;
  /** Number of the last step. */
  readonly until?: number;
  /** What the steps before `from` returned in an earlier run, by step id. */
  readonly outputs?: ReadonlyMap<string, Json>;
}

/** The rig of the scenario could not be created, so no step ran. */
class RigError extends HarnessError {
  constructor(cause: unknown) {
    super(`could not create the rig of the scenario: ${String(cause)}`, {
      code: 'RIG',
      fault: faultOf(cause),
      cause,
    });
  }
}

/**
 * Runs the steps in order. When a critical step fails, only steps with `always` run after it. A step whose only problem
 * is checks that were not measured blocks none: nothing is known to be wrong.
 */
export async function runSteps<Rig>(sequence: StepSequence<Rig>): Promise<StepResult[]> {
  const { steps, scope, graceMs, selection = {} } = sequence;
  const outputs = new Map<string, Json>(selection.outputs);
  const resources: StepResources = { ...sequence.resources, outputs };
  const { clock, log } = resources;
  const results: StepResult[] = [];
  const rig = createRig(sequence);
  let blocked: string | undefined;

  for (const [number, step] of steps.entries()) {
    const identity: StepIdentity = { number, id: step.id, title: step.title };
    const unselected = whyUnselected(number, selection);
    if (unselected !== undefined) {
      const output = outputs.get(step.id);
      const kept = output === undefined ? {} : { output };
      const result: StepResult = { ...notRun(identity, unselected), status: 'skipped', ...kept };
      log.append({ type: 'step:end', result });
      results.push(result);
      continue;
    }
    const reason = scope.endedBy?.message ?? (step.always === true ? undefined : blocked);
    let result: StepResult;
    let decision: FailureDecision | undefined;
    do {
      if (reason === undefined) log.enter(number);
      result =
        reason === undefined && rig !== undefined
          ? await runStep({ step, identity, rig: rig.created, resources, stop: scope.enterStep(), graceMs })
          : notRun(identity, reason ?? 'the scenario has no rig');
      if (hasFailed(result)) result = await examine(result, scope);
      scope.leaveStep();
      log.append({ type: 'step:end', result });
      log.enter(undefined);
      decision = hasFailed(result) ? await decideAfterFailure(result, { ...sequence, clock }) : undefined;
      if (decision === 'retry') scope.expectRetry();
    } while (decision === 'retry');

    if (result.output !== undefined) outputs.set(step.id, result.output);
    if (hasFailed(result)) scope.noteFailure();
    const succeeded = result.status === 'passed' || result.status === 'skipped';
    if (decision === 'end') blocked ??= `ended after step ${number} by decision`;
    else if (!succeeded && decision !== 'continue' && blocks(step, result, { rig, scope }))
      blocked ??= `blocked by step ${number}`;
    results.push(result);
  }
  return results;
}

function hasFailed({ status }: StepResult): boolean {
  return status === 'failed' || status === 'timed-out';
}

/** Whether a step that did not pass blocks the later ones. */
function blocks<Rig>(
  step: Step<Rig>,
  result: StepResult,
  { rig, scope }: { readonly rig: { readonly created: Rig } | undefined; readonly scope: RunScope },
): boolean {
  if (onlyUnmeasured(result)) return false;
  if (rig === undefined || step.isCritical === undefined) return step.critical !== false;
  try {
    return step.isCritical(result, rig.created);
  } catch (error) {
    scope.log('harness', 'warn', `step ${step.id} counts as critical: isCritical threw ${String(error)}`);
    return true;
  }
}

/** Examines the pipeline after a failed step. A root cause becomes the error of the step. */
async function examine(result: StepResult, scope: RunScope): Promise<StepResult> {
  const rootCause = await scope.examineFailure();
  if (rootCause === undefined || !needsRootCause(result)) return result;
  const { error } = result;
  // A poll that ended with it.
  if (error?.code === rootCause.code && error.message === rootCause.message) return result;
  return { ...result, error: { ...toErrorRecord(rootCause), ...(error !== undefined && { cause: error }) } };
}

/** An ENVIRONMENT error already names what did not start. */
function needsRootCause(result: StepResult): boolean {
  return !onlyUnmeasured(result) && result.error?.fault !== 'ENVIRONMENT';
}

function onlyUnmeasured({ error }: StepResult): boolean {
  return error?.code === NOT_MEASURED;
}

function whyUnselected(number: number, { from = 0, until = Infinity }: StepSelection): string | undefined {
  if (number < from) return `output of an earlier run: re-evaluated from step ${from}`;
  return number > until ? `not selected: run until step ${until}` : undefined;
}

function createRig<Rig>({ createRig, scope }: StepSequence<Rig>): { readonly created: Rig } | undefined {
  if (scope.endedBy !== undefined) return undefined;
  try {
    return { created: createRig() };
  } catch (error) {
    scope.interrupt(new RigError(error));
    return undefined;
  }
}

function notRun(identity: StepIdentity, reason: string): StepResult {
  return { ...identity, status: 'not-run', durationMs: 0, attempts: 0, checks: [], reason };
}
