import { z } from 'zod';
import type { Step } from '../../harness/engine/index.ts';
import { FRAGMENT_OUTCOMES } from '../../services/contracts/worker-status.ts';
import { dubbedFragmentsSchema } from '../evidence/dubbed-fragments.ts';
import type { DubbingRig } from '../rig/dubbing-rig.ts';
import { observeAccount, observeStatus } from '../rig/observe-worker.ts';

/** In the place of step 6 for a source without audio: the worker says so, and has sent nothing to be dubbed. */
export function nothingDubbed(): Step<DubbingRig> {
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
      ctx.check('audio of the source', {
        actual: source === undefined ? 'not told' : source.audio,
        expected: null,
      });
      ctx.check('fragments seen on their way', { actual: seen, expected: 0 });
      ctx.check('observer missed', { actual: missed, expected: [] });
      ctx.check('fragments sent', { actual: account.sent ?? null, expected: 0 });
      ctx.check(`fragments ${FRAGMENT_OUTCOMES.join(', ')}`, {
        actual: FRAGMENT_OUTCOMES.map((outcome) => account.outcomes[outcome] ?? null),
        expected: FRAGMENT_OUTCOMES.map(() => 0),
      });
      ctx.check('windows in the ledger', { actual: ledger?.recent.length ?? null, expected: 0 });
      return account;
    },
  };
}
