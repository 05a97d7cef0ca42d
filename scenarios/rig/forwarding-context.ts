import type { StepContext } from '../../harness/engine/index.ts';

/** A context that forwards each call to `ctx`, except the calls that `overrides` replaces. */
export function forwardingContext<CheckId extends string>(
  ctx: StepContext<CheckId>,
  overrides: Partial<StepContext<CheckId>>,
): StepContext<CheckId> {
  return {
    signal: ctx.signal,
    check: (...args) => ctx.check(...args),
    notMeasured: (...args) => ctx.notMeasured(...args),
    record: (...args) => ctx.record(...args),
    poll: (...args) => ctx.poll(...args),
    evidence: (...args) => ctx.evidence(...args),
    attach: (...args) => ctx.attach(...args),
    attachFile: (...args) => ctx.attachFile(...args),
    outputOf: (...args) => ctx.outputOf(...args),
    log: (...args) => ctx.log(...args),
    skip: (reason) => ctx.skip(reason),
    ...overrides,
  };
}
