import { NOT_MEASURED } from './checks.ts';
import { faultOf, HarnessError } from './errors.ts';
import type { Json, StepIdentity, StepResult } from './event.ts';
import { decide, type FailureDecision, type FailureHandler } from './failure-decision.ts';
import type { RunScope } from './run-scope.ts';
import { runStep } from './run-step.ts';
import type { Step } from './scenario.ts';
import type { StepResources } from './step-context.ts';

export interface StepSequence<Rig> {
  readonly steps: readonly Step<Rig>[];
  /** Makes what the steps share; called once, before the first step. */
  readonly createRig: () => Rig;
  readonly scope: RunScope;
  /** The sequence keeps the outputs itself. */
  readonly resources: Omit<StepResources, 'outputs'>;
  readonly graceMs: number;
  readonly selection?: StepSelection | undefined;
  readonly onStepFailed?: FailureHandler | undefined;
}

/** Which of a scenario's steps are run; the others are skipped. */
export interface StepSelection {
  /** Number of the first. */
  readonly from?: number;
  /** Number of the last. */
  readonly until?: number;
  /** What the steps before `from` returned in an earlier run, by step id. */
  readonly outputs?: ReadonlyMap<string, Json>;
}

/** A scenario's rig could not be made: no step was run. */
class RigError extends HarnessError {
  constructor(cause: unknown) {
    super(`the scenario's rig could not be made: ${String(cause)}`, {
      code: 'RIG',
      fault: faultOf(cause),
      cause,
    });
  }
}

const NO_RIG = 'there is no rig to run it with';

/**
 * Runs the steps in order. A critical one that fails keeps the later ones from running, but for `always`; one that came
 * to its end and could not measure something does not: nothing is known to be wrong.
 */
export async function runSteps<Rig>(sequence: StepSequence<Rig>): Promise<StepResult[]> {
  const { steps, scope, graceMs, selection = {} } = sequence;
  const outputs = new Map<string, Json>(selection.outputs);
  const resources: StepResources = { ...sequence.resources, outputs };
  const results: StepResult[] = [];
  const rig = makeRig(sequence);
  let blocked: string | undefined;

  for (const [number, step] of steps.entries()) {
    const identity: StepIdentity = { number, id: step.id, title: step.title };
    const unselected = whyUnselected(number, selection);
    if (unselected !== undefined) {
      const output = outputs.get(step.id);
      const kept = output === undefined ? {} : { output };
      const result: StepResult = { ...notRun(identity, unselected), status: 'skipped', ...kept };
      resources.log.append({ type: 'step:end', result });
      results.push(result);
      continue;
    }
    const reason = scope.endedBy?.message ?? (step.always === true ? undefined : blocked);
    let result: StepResult;
    let decision: FailureDecision | undefined;
    do {
      if (reason === undefined) resources.log.enter(number);
      result =
        reason === undefined && rig !== undefined
          ? await runStep({ step, identity, rig: rig.made, resources, stop: scope.enterStep(), graceMs })
          : notRun(identity, reason ?? NO_RIG);
      if (hasFailed(result) && isDiagnosable(result)) result = await scope.withRootCause(result);
      scope.leaveStep();
      resources.log.append({ type: 'step:end', result });
      resources.log.enter(undefined);
      decision = hasFailed(result) ? await decide(result, sequence) : undefined;
    } while (decision === 'retry');

    if (result.output !== undefined) outputs.set(step.id, result.output);
    if (hasFailed(result)) scope.noteFailure();
    const succeeded = result.status === 'passed' || result.status === 'skipped';
    if (decision === 'end') blocked ??= `ended after step ${number}, as was decided`;
    else if (!succeeded && !onlyUnmeasured(result) && step.critical !== false && decision !== 'continue')
      blocked ??= `blocked by step ${number}`;
    results.push(result);
  }
  return results;
}

function hasFailed({ status }: StepResult): boolean {
  return status === 'failed' || status === 'timed-out';
}

/** An environment that does not start says why itself. */
function isDiagnosable(result: StepResult): boolean {
  return !onlyUnmeasured(result) && result.error?.fault !== 'ENVIRONMENT';
}

function onlyUnmeasured({ error }: StepResult): boolean {
  return error?.code === NOT_MEASURED;
}

function whyUnselected(number: number, { from = 0, until = Infinity }: StepSelection): string | undefined {
  if (number < from) return `kept from an earlier run: judged from step ${from} on`;
  return number > until ? `not asked for: run until step ${until}` : undefined;
}

function makeRig<Rig>({ createRig, scope }: StepSequence<Rig>): { readonly made: Rig } | undefined {
  if (scope.endedBy !== undefined) return undefined;
  try {
    return { made: createRig() };
  } catch (error) {
    scope.interrupt(new RigError(error));
    return undefined;
  }
}

function notRun(identity: StepIdentity, reason: string): StepResult {
  return { ...identity, status: 'not-run', durationMs: 0, attempts: 0, checks: [], reason };
}
