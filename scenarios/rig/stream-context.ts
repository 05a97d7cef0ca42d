import type { StepContext } from '../../harness/engine/index.ts';

/**
 * The context of a step for one of several streams: what it records is told with the stream's number, and what an
 * earlier step left is that stream's own.
 *
 * @param index of the stream, counted from 0
 */
export function streamContext(ctx: StepContext, index: number): StepContext {
  const number = index + 1;
  const told = (name: string): string => `${number}: ${name}`;
  return {
    signal: ctx.signal,
    check: (name, check) => ctx.check(told(name), check),
    notMeasured: (name, reason) => ctx.notMeasured(told(name), reason),
    tell: (name, actual, unit) => ctx.tell(told(name), actual, unit),
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
