import { pausesIn, pausesSchema } from '../evidence/pauses.ts';
import type { DubbingStep } from '../rig/dubbing-rig.ts';

/** Data that was in transit when the pause started may still arrive. */
const IN_TRANSIT_MS = 100;

/** The worker sends nothing during a pause that the STS service requested. */
export function pausesRespected(): DubbingStep {
  return {
    id: 'pauses-respected',
    title: 'Worker sends nothing during a pause',
    timeoutMs: 10_000,
    async run(ctx, rig) {
      const pauses = await ctx.evidence('pauses', pausesSchema, async () =>
        pausesIn(rig.live.observer.events),
      );
      ctx.check('pauses-observed', { actual: pauses.length, limit: { min: 1 }, unit: 'pauses' });
      ctx.check('pauses-open', {
        actual: pauses.filter(({ toMs }) => toMs === undefined).length,
        expected: 0,
      });
      ctx.record('pause-durations', {
        value: pauses.map(({ fromMs, toMs }) => (toMs === undefined ? null : Math.round(toMs - fromMs))),
        unit: 'ms',
      });
      ctx.check('fragments-sent-in-pause', {
        actual: pauses.flatMap(({ sentAfterMs }) => sentAfterMs).filter((ms) => ms > IN_TRANSIT_MS).length,
        expected: 0,
      });
      return undefined;
    },
  };
}
