import type { Json } from '../../harness/engine/index.ts';
import { FRAGMENT_OUTCOMES } from '../../services/contracts/worker-status.ts';
import type { WorkerCounters } from '../evidence/worker-counters.ts';
import type { CheckContext } from './check-context.ts';
import type { DubbingCheckId } from './registry.ts';

/** What the counters must be when each segment was dubbed. */
export interface ExpectedCounters {
  readonly processed: number;
  /** Why the number of segments is unknown. */
  readonly unknownBecause?: string | undefined;
}

/** Checks that each fragment was dubbed, and that the counters agree with each other. */
export function checkAllProcessed(
  ctx: CheckContext,
  counters: WorkerCounters,
  { processed, unknownBecause }: ExpectedCounters,
): void {
  const { outcomes, fallbacks } = counters;
  if (unknownBecause !== undefined) ctx.notMeasured('counter-processed', { reason: unknownBecause });
  else checkCounters(ctx, 'counter-processed', { processed: outcomes.processed }, processed);
  const { partial, fallback, dropped } = outcomes;
  const note = Object.keys(fallbacks).length > 0 && {
    note: `fallback reasons: ${JSON.stringify(fallbacks)}`,
  };
  checkCounters(ctx, 'counters-not-processed', { partial, fallback, dropped }, [0, 0, 0], note || {});
  checkCountersSum(ctx, counters);
  checkInFlight(ctx, counters);
}

/** Checks that no fragment is left without an outcome. */
export function checkInFlight(ctx: CheckContext, { inflight }: WorkerCounters): void {
  checkCounters(ctx, 'fragments-in-flight', { 'fragments in flight': inflight }, 0);
}

/** Checks that each fragment that was sent has exactly one outcome. */
export function checkCountersSum(ctx: CheckContext, { sent, outcomes }: WorkerCounters): void {
  const ofOutcome = Object.fromEntries(FRAGMENT_OUTCOMES.map((outcome) => [outcome, outcomes[outcome]]));
  const missing = missingIn({ 'fragments sent': sent, ...ofOutcome });
  if (missing !== undefined || sent === undefined) {
    ctx.notMeasured('counters-sum', { reason: missing ?? '' });
    return;
  }
  const sum = FRAGMENT_OUTCOMES.reduce((total, outcome) => total + (outcomes[outcome] ?? Number.NaN), 0);
  ctx.check('counters-sum', { actual: sent, expected: sum, note: 'sum of all outcomes' });
}

/**
 * Compares counters with what they must be. One that the worker does not expose is not measured: it is not 0.
 *
 * @param counters by name, in the order of `expected`
 * @param expected a list for several counters, a number for one
 */
export function checkCounters(
  ctx: CheckContext,
  id: DubbingCheckId,
  counters: Readonly<Record<string, number | undefined>>,
  expected: Json,
  note: { readonly note?: string } = {},
): void {
  const missing = missingIn(counters);
  if (missing !== undefined) {
    ctx.notMeasured(id, { reason: missing });
    return;
  }
  const values = Object.values(counters).map((count) => count ?? null);
  ctx.check(id, { actual: Array.isArray(expected) ? values : (values[0] ?? null), expected, ...note });
}

/** @returns undefined when no counter is missing */
function missingIn(counters: Readonly<Record<string, number | undefined>>): string | undefined {
  const names = Object.keys(counters).filter((name) => counters[name] === undefined);
  return names.length === 0 ? undefined : `the worker has no counter for ${names.join(', ')}`;
}
