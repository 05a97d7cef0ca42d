import type { StepContext } from '../../harness/engine/index.ts';
import { samplesOf } from '../../harness/metrics/index.ts';
import type { DubbingRig } from './dubbing-rig.ts';

/** A moment in the life of the stream that can be waited for: so many fragments have come so far. */
export type Moment =
  /** Sent to the STS service. */
  | { readonly sent: number }
  /** Come back from it. */
  | { readonly processed: number }
  /** Given up by the worker, which airs the original. */
  | { readonly fallback: number };

const LOOK_EVERY_MS = 20;
const WITHIN_MS = 60_000;

/** The moment in words: `2 fragments have been sent`. */
export function tellMoment(moment: Moment): string {
  const [what, count] = Object.entries(moment)[0] ?? [];
  return `${count} ${count === 1 ? 'fragment has' : 'fragments have'} been ${what === 'fallback' ? 'given up' : what}`;
}

/** Waits for the moment, and acts no later than some ms after it. Throws a `PollTimeoutError` after a minute. */
export async function awaitMoment(ctx: StepContext, rig: DubbingRig, moment: Moment): Promise<void> {
  const wanted = Object.values(moment)[0] ?? 0;
  await ctx.poll(tellMoment(moment), (signal) => countOf(rig, moment, signal), {
    until: (count) => count >= wanted,
    everyMs: LOOK_EVERY_MS,
    withinMs: WITHIN_MS,
    expected: tellMoment(moment),
  });
}

async function countOf(
  { live, profile, streamId }: DubbingRig,
  moment: Moment,
  signal: AbortSignal,
): Promise<number> {
  if ('sent' in moment) return live.observer.fragments.sent.length;
  if ('processed' in moment) return live.observer.fragments.processed.length;
  const { samples } = await live.workerMetrics.scrape(signal);
  const { fallback, streamLabel } = profile.metrics;
  return samplesOf(samples, fallback, { [streamLabel]: streamId }).reduce((sum, { value }) => sum + value, 0);
}
