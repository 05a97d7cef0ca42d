import type { CheckText, StepContext, StepResult } from '../../harness/engine/index.ts';
import type { DubbingRig, DubbingStep } from './dubbing-rig.ts';
import { forwardingContext } from './forwarding-context.ts';

/** The steps of a scenario with several streams: each step runs for all streams in parallel. */
export function forEachStream(count: number, steps: readonly DubbingStep[]): DubbingStep[] {
  // A scenario is built once and may run several times.
  const rigsOf = new WeakMap<DubbingRig, readonly DubbingRig[]>();
  const streamsOf = (rig: DubbingRig): readonly DubbingRig[] => {
    const rigs = rigsOf.get(rig) ?? rig.streams(count);
    rigsOf.set(rig, rigs);
    return rigs;
  };
  return steps.map((step) => ({
    ...step,
    title: `${count} streams: ${step.title}`,
    ...(step.isCritical !== undefined && {
      isCritical: (result: StepResult, rig: DubbingRig) =>
        streamsOf(rig).some((stream) => step.isCritical?.(result, stream)),
    }),
    async run(ctx, rig) {
      const runs = streamsOf(rig).map((stream, index) => step.run(streamContext(ctx, index), stream));
      // No stream may continue after the step has ended.
      const settled = await Promise.allSettled(runs);
      return settled.map((result) => {
        if (result.status === 'rejected') throw result.reason;
        return result.value ?? null;
      });
    },
  }));
}

/**
 * The context of a step for one of several streams: its checks, files and evidence carry the number of the stream, and
 * the output of an earlier step is that of the same stream.
 *
 * @param index of the stream, from 0
 */
function streamContext<CheckId extends string>(
  ctx: StepContext<CheckId>,
  index: number,
): StepContext<CheckId> {
  const number = index + 1;
  const prefixed = (text: string): string => `stream ${number}: ${text}`;
  const instanceOf = ({ instance }: CheckText): string =>
    [`stream ${number}`, ...(instance === undefined ? [] : [instance])].join(', ');
  return forwardingContext(ctx, {
    check: (id, check) => ctx.check(id, { ...check, instance: instanceOf(check) }),
    notMeasured: (id, notMeasured) =>
      ctx.notMeasured(id, { ...notMeasured, instance: instanceOf(notMeasured) }),
    record: (id, recorded) => ctx.record(id, { ...recorded, instance: instanceOf(recorded) }),
    poll: (name, probe, options) => ctx.poll(prefixed(name), probe, options),
    evidence: (name, parser, collect) => ctx.evidence(`${name}-${number}`, parser, collect),
    attach: (name, content, contentType) => ctx.attach(`${number}-${name}`, content, contentType),
    attachFile: (name, path, contentType) => ctx.attachFile(`${name} ${number}`, path, contentType),
    outputOf: (stepId, parser) =>
      ctx.outputOf(stepId, {
        parse: (value) => parser.parse(Array.isArray(value) ? value[index] : undefined),
      }),
    log: (level, message, data) => ctx.log(level, prefixed(message), data),
    skip: (reason) => ctx.skip(prefixed(reason)),
  });
}
