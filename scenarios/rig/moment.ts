import type { StepContext } from '../../harness/engine/index.ts';
import { samplesOf } from '../../harness/metrics/index.ts';
import type { DubbingRig } from './dubbing-rig.ts';

/** A moment in the life of the stream that can be waited for: so many fragments have come so far, each at least. */
export interface Moment {
  /** Sent to the STS service. */
  readonly sent?: number;
  /** Come back from it. */
  readonly processed?: number;
  /** Given up by the worker, which airs the original. */
  readonly fallback?: number;
}

const TOLD = { sent: 'sent', processed: 'answered', fallback: 'given up' } as const;
const LOOK_EVERY_MS = 20;
const WITHIN_MS = 60_000;

/** The moment in words: `2 fragments are sent, 1 answered`. */
export function tellMoment(moment: Moment): string {
  const [first, ...others] = wanted(moment).map(([what, count]) => [TOLD[what], count] as const);
  if (first === undefined) return 'it is asked for';
  const [verb, count] = first;
  const rest = others.map(([also, number]) => `, ${number} ${also}`).join('');
  return `${count} ${count === 1 ? 'fragment is' : 'fragments are'} ${verb}${rest}`;
}

/** Waits for the moment, and acts no later than some ms after it. Throws a `PollTimeoutError` after a minute. */
export async function awaitMoment(ctx: StepContext, rig: DubbingRig, moment: Moment): Promise<void> {
  const names = wanted(moment).map(([what]) => what);
  await ctx.poll(
    tellMoment(moment),
    async (signal): Promise<Moment> =>
      Object.fromEntries(
        await Promise.all(names.map(async (what) => [what, await countOf(rig, what, signal)])),
      ),
    {
      until: (seen) => wanted(moment).every(([what, count]) => (seen[what] ?? 0) >= count),
      everyMs: LOOK_EVERY_MS,
      withinMs: WITHIN_MS,
      expected: tellMoment(moment),
      summarise: (seen) => ({ ...seen }),
    },
  );
}

function wanted(moment: Moment): [keyof Moment, number][] {
  const names = ['sent', 'processed', 'fallback'] as const;
  return names.flatMap((what) => {
    const count = moment[what];
    return count === undefined ? [] : [[what, count]];
  });
}

async function countOf(
  { live, profile, streamId }: DubbingRig,
  what: keyof Moment,
  signal: AbortSignal,
): Promise<number> {
  if (what !== 'fallback') return live.observer.fragments[what].length;
  const { samples } = await live.workerMetrics.scrape(signal);
  const { fallback, streamLabel } = profile.metrics;
  return samplesOf(samples, fallback, { [streamLabel]: streamId }).reduce((sum, { value }) => sum + value, 0);
}
