import type { StepContext } from '../../harness/engine/index.ts';

/**
 * A context in which some checks are told and not judged: what a pipeline of somebody else's is not held to.
 *
 * @param isLeftOut asked for each check by its name
 */
export function leavingOut(ctx: StepContext, isLeftOut: (name: string) => boolean): StepContext {
  return {
    signal: ctx.signal,
    check(name, check) {
      if (!isLeftOut(name)) return ctx.check(name, check);
      ctx.tell(`${name} (left out)`, check.actual, check.unit);
      return true;
    },
    notMeasured(name, reason) {
      if (isLeftOut(name)) ctx.tell(`${name} (left out)`, `not measured: ${reason}`);
      else ctx.notMeasured(name, reason);
    },
    tell: (...args) => ctx.tell(...args),
    poll: (...args) => ctx.poll(...args),
    evidence: (...args) => ctx.evidence(...args),
    attach: (...args) => ctx.attach(...args),
    attachFile: (...args) => ctx.attachFile(...args),
    outputOf: (...args) => ctx.outputOf(...args),
    log: (...args) => ctx.log(...args),
    skip: (reason) => ctx.skip(reason),
  };
}
