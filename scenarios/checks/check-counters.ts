import { FRAGMENT_OUTCOMES } from '../../services/contracts/worker-status.ts';
import type { WorkerCounters } from '../evidence/worker-counters.ts';
import { type CheckContext, notMeasuredAll } from './check-context.ts';
import type { DubbingCheckId } from './registry.ts';

/** Ids of the checks that {@link checkAllProcessed} makes. */
const COUNTER_CHECKS = [
  'counter-processed',
  'counters-not-processed',
  'counters-sum',
  'fragments-in-flight',
] as const;

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
  const { outcomes, fallbacks, unfinished } = counters;
  if (unfinished !== undefined) {
    notMeasuredAll(ctx, COUNTER_CHECKS, { reason: `the counters were not final: ${unfinished}` });
    return;
  }
  if (unknownBecause !== undefined) ctx.notMeasured('counter-processed', { reason: unknownBecause });
  else checkCounters(ctx, 'counter-processed', { processed: outcomes.processed }, processed);
  const { partial, fallback, dropped } = outcomes;
  const reasons =
    Object.keys(fallbacks).length > 0 ? `fallback reasons: ${JSON.stringify(fallbacks)}` : undefined;
  checkCounters(ctx, 'counters-not-processed', { partial, fallback, dropped }, [0, 0, 0], reasons);
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
  const values = exposed(ctx, 'counters-sum', { 'fragments sent': sent, ...ofOutcome });
  if (values === undefined) return;
  const [actual = Number.NaN, ...counts] = values;
  const expected = counts.reduce((total, count) => total + count, 0);
  ctx.check('counters-sum', { actual, expected, note: 'sum of all outcomes' });
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
  expected: number | readonly number[],
  note?: string,
): void {
  const values = exposed(ctx, id, counters);
  if (values === undefined) return;
  const actual = typeof expected === 'number' ? (values[0] ?? null) : values;
  ctx.check(id, { actual, expected, ...(note !== undefined && { note }) });
}

/** @returns the values of the counters; undefined, with the check recorded as not measured, when one is missing */
function exposed(
  ctx: CheckContext,
  id: DubbingCheckId,
  counters: Readonly<Record<string, number | undefined>>,
): number[] | undefined {
  const missing = Object.keys(counters).filter((name) => counters[name] === undefined);
  if (missing.length > 0) {
    ctx.notMeasured(id, { reason: `the worker has no counter for ${missing.join(', ')}` });
    return undefined;
  }
  return Object.values(counters).filter((count) => count !== undefined);
}
