import { pausesIn, pausesSchema } from '../evidence/pauses.ts';
import type { DubbingStep } from '../rig/dubbing-rig.ts';

/** What was on its way when the pause was asked for. */
const CROSSING_MS = 100;

/** The worker sends nothing while the STS service asks for a pause. */
export function pausesHeeded(): DubbingStep {
  return {
    id: 'pauses-heeded',
    title: 'Nothing is sent while the STS service asks for a pause',
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
        value: pauses.map(({ fromMs, toMs = Number.NaN }) => Math.round(toMs - fromMs)),
        unit: 'ms',
      });
      ctx.check('fragments-sent-in-pause', {
        actual: pauses.flatMap(({ sentAfterMs }) => sentAfterMs).filter((ms) => ms > CROSSING_MS).length,
        expected: 0,
      });
      return undefined;
    },
  };
}
