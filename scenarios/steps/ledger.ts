import type {
  FallbackReason,
  FragmentOutcome,
  WorkerStatus,
} from '../../services/contracts/worker-status.ts';
import { checkAvSync } from '../checks/check-av-sync.ts';
import type { DubbingContext } from '../checks/check-context.ts';
import type { Heard, OutputMeasurement } from '../evidence/output-measurement.ts';
import type { DubbingStep } from '../rig/dubbing-rig.ts';
import { observeAccount, observeStatus } from '../rig/observe-worker.ts';
import { measuredOutput } from '../rig/optional-output.ts';

export interface LedgerLimits {
  /**
   * Why windows were aired with their original audio, and how many; `rest`: all for which no other reason is named.
   * How many there are in all is measured in the output.
   */
  readonly fallback: Readonly<Partial<Record<FallbackReason, number | 'rest'>>>;
  /** Largest A/V sync delta, either way. */
  readonly maxAvDeltaMs: number;
  /** The worker was killed and goes on: its account begins with the window at which it does, which is not the first. */
  readonly resumed?: boolean;
}

/** What is heard in a window that ended so. */
const HEARD_OF: Readonly<Record<FragmentOutcome, Heard>> = {
  processed: 'dubbed',
  partial: 'dubbed',
  fallback: 'original',
  dropped: 'unknown',
};

/**
 * In the place of step 6 where fragments may fail: the worker's account is exact. What it says of each window is what
 * is heard there, its counters agree with that, and each fallback has the reason that it must have.
 */
export function ledger(limits: LedgerLimits): DubbingStep {
  return {
    id: 'ledger',
    title: 'The ledger says of each window what is heard in it, and why',
    timeoutMs: 30_000,
    async run(ctx, rig) {
      const output = measuredOutput(ctx);
      if (output === undefined) return ctx.skip('the output was not measured');
      const [account, status] = await Promise.all([observeAccount(ctx, rig), observeStatus(ctx, rig)]);
      if (limits.resumed === true) checkResumed(ctx, status, output.windows);
      const windows = output.windows.filter(({ sequence }) => sequence >= (status?.resumed?.sequence ?? 0));
      const heard = windows.map((window) => window.heard);
      // Windows of a slate are in the ledger too, and nothing is heard in them.
      const recent = status?.ledger.recent ?? [];
      const judged = new Set(windows.map(({ sequence }) => sequence));
      const entries = recent.filter(({ sequence }) => judged.has(sequence));
      ctx.check('ledger-outcomes', {
        actual: entries.map(({ outcome }) => (outcome === undefined ? 'open' : HEARD_OF[outcome])),
        expected: heard,
        note: 'what is heard in each window, measured',
      });

      const { processed = Number.NaN, partial, fallback = Number.NaN, dropped } = account.outcomes;
      const unheard = recent.length - entries.length;
      const originals = heard.filter((sound) => sound === 'original').length;
      ctx.check('counters-sum', {
        actual: account.sent ?? null,
        expected: processed + (partial ?? Number.NaN) + fallback + (dropped ?? Number.NaN),
        note: 'the sum of all outcomes',
      });
      ctx.check('counters-segments', { actual: processed + fallback, expected: heard.length + unheard });
      ctx.check('counter-fallback', { actual: fallback, expected: originals });
      ctx.check('fallback-reasons', {
        actual: account.fallbacks,
        expected: reasons(limits.fallback, originals),
      });
      ctx.check('counters-partial-dropped', { actual: [partial ?? null, dropped ?? null], expected: [0, 0] });
      ctx.check('fragments-in-flight', { actual: account.inflight ?? null, expected: 0 });
      if (account.outputStalledS !== undefined)
        ctx.record('output-stalled', {
          value: Math.round(account.outputStalledS * 10) / 10,
          unit: 's',
        });
      checkAvSync(ctx, output.avSync, account.avSyncDeltaMs, limits.maxAvDeltaMs);
      return account;
    },
  };
}

/** It goes on in the middle: what was aired before is not dubbed again, and there is something left to dub. */
function checkResumed(
  ctx: DubbingContext,
  status: WorkerStatus | undefined,
  windows: OutputMeasurement['windows'],
): void {
  const [second, last] = [windows[1], windows.at(-1)];
  ctx.check('resumed-at-segment', {
    actual: status?.resumed?.sequence ?? Number.NaN,
    limit: { min: second?.sequence ?? 1, max: last?.sequence ?? 1 },
    unit: `of ${windows.length}`,
    note: 'counted from 0; what comes before was aired by the worker that was killed',
  });
}

/** How many fallbacks each reason must have, of `all`. */
function reasons(expected: LedgerLimits['fallback'], all: number): Record<string, number> {
  const named = Object.values(expected).reduce<number>((sum, n) => sum + (n === 'rest' ? 0 : n), 0);
  return Object.fromEntries(
    Object.entries(expected).map(([reason, n]) => [reason, n === 'rest' ? all - named : n]),
  );
}
