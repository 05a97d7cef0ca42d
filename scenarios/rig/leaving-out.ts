import type { StepContext } from '../../harness/engine/index.ts';

const LEFT_OUT = 'left out by the configuration';

/**
 * A context in which some checks are told and not judged: what a pipeline of somebody else's is not held to.
 *
 * @param isLeftOut asked for each check by its name
 */
export function leavingOut(ctx: StepContext, isLeftOut: (name: string) => boolean): StepContext {
  return {
    signal: ctx.signal,
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
    notMeasured(id, { reason, ...text }) {
      if (isLeftOut(id)) ctx.record(id, { ...text, value: `not measured: ${reason}`, note: LEFT_OUT });
      else ctx.notMeasured(id, { reason, ...text });
    },
    record: (...args) => ctx.record(...args),
    poll: (...args) => ctx.poll(...args),
    evidence: (...args) => ctx.evidence(...args),
    attach: (...args) => ctx.attach(...args),
    attachFile: (...args) => ctx.attachFile(...args),
    outputOf: (...args) => ctx.outputOf(...args),
    log: (...args) => ctx.log(...args),
    skip: (reason) => ctx.skip(reason),
  };
}
