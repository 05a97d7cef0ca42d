import type { Step } from '../../harness/engine/index.ts';
import type { DubbingRig } from './dubbing-rig.ts';
import { streamContext } from './stream-context.ts';

/** The steps of a scenario with several streams at once: each step is done for all of them side by side. */
export function forEachStream(count: number, steps: readonly Step<DubbingRig>[]): Step<DubbingRig>[] {
  // A scenario is made once and run many times.
  const rigsOf = new WeakMap<DubbingRig, readonly DubbingRig[]>();
  const streamsOf = (rig: DubbingRig): readonly DubbingRig[] => {
    const rigs = rigsOf.get(rig) ?? rig.streams(count);
    rigsOf.set(rig, rigs);
    return rigs;
  };
  return steps.map((step) => ({
    ...step,
    title: `${count} streams: ${step.title}`,
    async run(ctx, rig) {
      const runs = streamsOf(rig).map((stream, index) => step.run(streamContext(ctx, index), stream));
      // None may go on after the step has ended.
      const settled = await Promise.allSettled(runs);
      return settled.map((result) => {
        if (result.status === 'rejected') throw result.reason;
        return result.value ?? null;
      });
    },
  }));
}
