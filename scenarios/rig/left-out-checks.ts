import { z } from 'zod';
import { type CheckRegistry, ScenarioRejectedError, type Step } from '../../harness/engine/index.ts';
import { leftOutChecksOf, type ScenarioOptions } from '../../harness/environments/index.ts';
import { nearestMatch } from '../../lib/nearest-match.ts';
import type { DubbingContext } from '../checks/check-context.ts';
import { type DubbingCheck, dubbingChecks } from '../checks/registry.ts';
import type { DubbingRig } from './dubbing-rig.ts';
import { forwardingContext } from './forwarding-context.ts';
import { optionalOutputOf } from './optional-output.ts';

const LEFT_OUT = 'left out by the configuration';

/** The part of the output of environment-setup that a re-evaluation needs. With several streams it is a list. */
const leaveOutSchema = z.preprocess(
  (output) => (Array.isArray(output) ? output[0] : output),
  z.object({ leaveOut: z.array(z.string()).default([]) }),
);

/** The step without the checks that the configuration of the pipeline leaves out: these are only recorded. */
export function withoutLeftOutChecks(step: Step<DubbingRig>): Step<DubbingRig> {
  return {
    ...step,
    run(ctx, rig) {
      const ofEarlierRun = optionalOutputOf(ctx, 'environment-setup', leaveOutSchema)?.leaveOut ?? [];
      const isLeftOut = (id: string): boolean => (rig.leaveOut ?? ofEarlierRun).includes(`${step.id}/${id}`);
      return step.run(recordOnly(ctx, isLeftOut), rig);
    },
  };
}

/**
 * A context that records some checks without comparing them with their limit.
 *
 * @param isLeftOut called with the id of each check
 */
export function recordOnly(ctx: DubbingContext, isLeftOut: (id: string) => boolean): DubbingContext {
  return forwardingContext(ctx, {
    check(id, check) {
      if (!isLeftOut(id)) return ctx.check(id, check);
      const { title, instance, actual, unit } = check;
      ctx.record(id, {
        ...(title !== undefined && { title }),
        ...(instance !== undefined && { instance }),
        value: actual,
        ...(unit !== undefined && { unit }),
        note: LEFT_OUT,
      });
      return true;
    },
    notMeasured(id, { reason, inapplicable, ...text }) {
      if (isLeftOut(id)) ctx.record(id, { ...text, value: `not measured: ${reason}`, note: LEFT_OUT });
      else ctx.notMeasured(id, { reason, ...(inapplicable && { inapplicable }), ...text });
    },
  });
}

/**
 * Requires that each `leaveOut` entry of an attached pipeline names a step and one of its checks.
 *
 * @throws {ScenarioRejectedError} naming each unknown entry and the nearest known one
 */
export async function requireKnownChecks(
  { id, checks, steps }: KnownChecks,
  options: ScenarioOptions,
): Promise<void> {
  const known = checkNames(checks, steps);
  const unknown = (await leftOutChecksOf(options)).filter((entry) => !known.includes(entry));
  if (unknown.length === 0) return;
  const problems = unknown.map((entry) => {
    const nearest = nearestMatch(entry, known);
    return `leaveOut names no check: "${entry}"${nearest === undefined ? '.' : `; did you mean "${nearest}"?`}`;
  });
  throw new ScenarioRejectedError(id, `${problems.join(' ')} docs/checks.md lists all step-id/check-id`);
}

/** What the entries of `leaveOut` are compared with. */
export interface KnownChecks {
  /** Id of the scenario. */
  readonly id: string;
  /** Checks that only this scenario makes, in any of its steps. */
  readonly checks: CheckRegistry;
  readonly steps: readonly { readonly id: string }[];
}

/**
 * `step-id/check-id` of every check of the dubbing scenarios and of one scenario's own: a configuration describes a
 * pipeline, so it may name checks of other scenarios than the one that runs.
 */
function checkNames(own: CheckRegistry, steps: KnownChecks['steps']): string[] {
  const shared: [string, DubbingCheck][] = Object.entries(dubbingChecks);
  return [
    ...shared.flatMap(([check, { steps: makers }]) => makers.map((step) => `${step}/${check}`)),
    ...Object.keys(own).flatMap((check) => steps.map((step) => `${step.id}/${check}`)),
  ];
}
