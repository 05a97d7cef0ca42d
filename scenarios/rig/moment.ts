import { samplesOf } from '../../harness/metrics/index.ts';
import type { DubbingContext } from '../checks/check-context.ts';
import { readWorkerStatus } from '../evidence/worker-status.ts';
import type { DubbingRig } from './dubbing-rig.ts';

/** A moment in the life of the stream that can be waited for: it has come so far, in everything that is named. */
export interface Moment {
  /** Sent to the STS service. */
  readonly sent?: number;
  /** Come back from it. */
  readonly processed?: number;
  /** Given up by the worker, which airs the original. */
  readonly fallback?: number;
  /** Aired by the worker, in seconds. */
  readonly airedS?: number;
}

const TOLD = { sent: 'sent', processed: 'answered', fallback: 'given up' } as const;
const NAMES = ['sent', 'processed', 'fallback', 'airedS'] as const;
const LOOK_EVERY_MS = 20;
const WITHIN_MS = 60_000;

/** The moment in words: `2 fragments are sent, 1 answered`. */
export function tellMoment({ airedS, ...counts }: Moment): string {
  const told = wanted(counts).flatMap(([what, count], index) => {
    if (what === 'airedS') return [];
    if (index > 0) return [`${count} ${TOLD[what]}`];
    return [`${count} ${count === 1 ? 'fragment is' : 'fragments are'} ${TOLD[what]}`];
  });
  if (airedS !== undefined) told.push(`${airedS} s are aired`);
  return told.length === 0 ? 'it is asked for' : told.join(', ');
}

/** Waits for the moment, and acts no later than some ms after it. Throws a `PollTimeoutError` after a minute. */
export async function awaitMoment(ctx: DubbingContext, rig: DubbingRig, moment: Moment): Promise<void> {
  const names = wanted(moment).map(([what]) => what);
  await ctx.poll(
    tellMoment(moment),
    async (signal): Promise<Moment> =>
      Object.fromEntries(
        await Promise.all(names.map(async (what) => [what, await seenSoFar(rig, what, signal)])),
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
  return NAMES.flatMap((what) => {
    const count = moment[what];
    return count === undefined ? [] : [[what, count]];
  });
}

async function seenSoFar(
  { live, profile, streamId }: DubbingRig,
  what: keyof Moment,
  signal: AbortSignal,
): Promise<number> {
  if (what === 'airedS') {
    const { mediaServiceUrl } = live.environment.endpoints;
    return (await readWorkerStatus(mediaServiceUrl, streamId, signal))?.output.airedS ?? 0;
  }
  if (what !== 'fallback') return live.observer.fragments[what].length;
  const { samples } = await live.workerMetrics.scrape(signal);
  const { fallback, streamLabel } = profile.metrics;
  return samplesOf(samples, fallback, { [streamLabel]: streamId }).reduce((sum, { value }) => sum + value, 0);
}
