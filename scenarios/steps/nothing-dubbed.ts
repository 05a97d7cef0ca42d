import { z } from 'zod';
import { dubbedFragmentsSchema } from '../../harness/run-data/dubbed-fragments.ts';
import { FRAGMENT_OUTCOMES } from '../../services/contracts/worker-status.ts';
import type { DubbingStep } from '../rig/dubbing-rig.ts';
import { observeCounters, observeStatus } from '../rig/observe-worker.ts';

/** Takes the place of step 6 for a source without audio: the worker reports that, and sends nothing to be dubbed. */
export function nothingDubbed(): DubbingStep {
  return {
    id: 'nothing-dubbed',
    title: 'Worker reports a source without audio, and sends nothing',
    timeoutMs: 30_000,
    async run(ctx, rig) {
      const { missed } = ctx.outputOf('fragments-processed', dubbedFragmentsSchema);
      const sent = await ctx.evidence(
        'fragments-sent',
        z.number().int(),
        async () => rig.live.observer.fragments.sent.length,
      );
      const [counters, status] = await Promise.all([observeCounters(ctx, rig), observeStatus(ctx, rig)]);
      const { source, ledger } = status ?? {};
      ctx.check('source-audio', {
        actual: source === undefined ? 'not reported' : source.audio,
        expected: null,
      });
      ctx.check('fragments-observed', { actual: sent, expected: 0 });
      ctx.check('events-missed', { actual: missed, expected: [] });
      ctx.check('counter-sent-none', { actual: counters.sent ?? null, expected: 0 });
      ctx.check('counters-none', {
        actual: FRAGMENT_OUTCOMES.map((outcome) => counters.outcomes[outcome] ?? null),
        expected: FRAGMENT_OUTCOMES.map(() => 0),
      });
      ctx.check('ledger-empty', { actual: ledger?.recent.length ?? null, expected: 0 });
      return counters;
    },
  };
}
