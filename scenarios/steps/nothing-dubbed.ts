import { z } from 'zod';
import { FRAGMENT_OUTCOMES } from '../../services/contracts/worker-status.ts';
import { dubbedFragmentsSchema } from '../evidence/dubbed-fragments.ts';
import type { DubbingStep } from '../rig/dubbing-rig.ts';
import { observeAccount, observeStatus } from '../rig/observe-worker.ts';

/** In the place of step 6 for a source without audio: the worker says so, and has sent nothing to be dubbed. */
export function nothingDubbed(): DubbingStep {
  return {
    id: 'nothing-dubbed',
    title: 'The worker tells of a source without audio, and sends nothing',
    timeoutMs: 30_000,
    async run(ctx, rig) {
      const { missed } = ctx.outputOf('fragments-processed', dubbedFragmentsSchema);
      const seen = await ctx.evidence(
        'fragments-sent',
        z.number().int(),
        async () => rig.live.observer.fragments.sent.length,
      );
      const [account, status] = await Promise.all([observeAccount(ctx, rig), observeStatus(ctx, rig)]);
      const { source, ledger } = status ?? {};
      ctx.check('source-audio', {
        actual: source === undefined ? 'not told' : source.audio,
        expected: null,
      });
      ctx.check('fragments-observed', { actual: seen, expected: 0 });
      ctx.check('events-missed', { actual: missed, expected: [] });
      ctx.check('counter-sent-none', { actual: account.sent ?? null, expected: 0 });
      ctx.check('counters-none', {
        actual: FRAGMENT_OUTCOMES.map((outcome) => account.outcomes[outcome] ?? null),
        expected: FRAGMENT_OUTCOMES.map(() => 0),
      });
      ctx.check('ledger-empty', { actual: ledger?.recent.length ?? null, expected: 0 });
      return account;
    },
  };
}
