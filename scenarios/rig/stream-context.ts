import type { CheckText, StepContext } from '../../harness/engine/index.ts';

/**
 * The context of a step for one of several streams: what it records is told with the stream's number, and what an
 * earlier step left is that stream's own.
 *
 * @param index of the stream, counted from 0
 */
export function streamContext(ctx: StepContext, index: number): StepContext {
  const number = index + 1;
  const told = (name: string): string => `${number}: ${name}`;
  const instanceOf = ({ instance }: CheckText): string =>
    [`stream ${number}`, ...(instance === undefined ? [] : [instance])].join(', ');
  return {
    signal: ctx.signal,
    check: (id, check) => ctx.check(id, { ...check, instance: instanceOf(check) }),
    notMeasured: (id, notMeasured) =>
      ctx.notMeasured(id, { ...notMeasured, instance: instanceOf(notMeasured) }),
    record: (id, recorded) => ctx.record(id, { ...recorded, instance: instanceOf(recorded) }),
    poll: (name, probe, options) => ctx.poll(told(name), probe, options),
    evidence: (name, parser, collect) => ctx.evidence(`${name}-${number}`, parser, collect),
    attach: (name, content, contentType) => ctx.attach(`${number}-${name}`, content, contentType),
    attachFile: (name, path, contentType) => ctx.attachFile(`${name} ${number}`, path, contentType),
    outputOf: (stepId, parser) =>
      ctx.outputOf(stepId, {
        parse: (value) => parser.parse(Array.isArray(value) ? value[index] : undefined),
      }),
    log: (level, message, data) => ctx.log(level, told(message), data),
    skip: (reason) => ctx.skip(told(reason)),
  };
}
