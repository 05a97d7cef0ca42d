import type { DubbingContext } from '../checks/check-context.ts';
import type { DubbingRig } from './dubbing-rig.ts';
import { readCounters, readWorkerStatus } from './observe-worker.ts';

/** How far a stream has come. Every given count must be reached. */
export interface StreamProgress {
  /** Fragments sent to the STS service. */
  readonly sent?: number;
  /** Fragments that it answered. */
  readonly processed?: number;
  /** Fragments that have fallen back to the original. */
  readonly fallback?: number;
  /** Seconds that the worker has aired. */
  readonly airedS?: number;
}

const VERBS = {
  sent: { one: 'is', many: 'are', participle: 'sent' },
  processed: { one: 'is', many: 'are', participle: 'answered' },
  fallback: { one: 'has', many: 'have', participle: 'fallen back' },
} as const;
const KEYS = ['sent', 'processed', 'fallback', 'airedS'] as const;
const POLL_EVERY_MS = 20;
const WITHIN_MS = 60_000;

/** The progress in words: `2 fragments are sent, 1 answered`. */
export function describeProgress({ airedS, ...counts }: StreamProgress): string {
  const words = entriesOf(counts).flatMap(([key, count], index) => {
    if (key === 'airedS') return [];
    const { one, many, participle } = VERBS[key];
    if (index > 0) return [`${count} ${participle}`];
    return [`${count} ${count === 1 ? `fragment ${one}` : `fragments ${many}`} ${participle}`];
  });
  if (airedS !== undefined) words.push(`${airedS} s are aired`);
  return words.length === 0 ? 'the stream exists' : words.join(', ');
}

/**
 * Waits until the stream has come that far. Returns some ms later at most.
 *
 * @throws {PollTimeoutError} after a minute
 */
export async function waitForProgress(
  ctx: DubbingContext,
  rig: DubbingRig,
  progress: StreamProgress,
): Promise<void> {
  const keys = entriesOf(progress).map(([key]) => key);
  await ctx.poll(
    describeProgress(progress),
    async (signal): Promise<StreamProgress> =>
      Object.fromEntries(await Promise.all(keys.map(async (key) => [key, await countOf(rig, key, signal)]))),
    {
      until: (seen) => entriesOf(progress).every(([key, count]) => (seen[key] ?? 0) >= count),
      everyMs: POLL_EVERY_MS,
      withinMs: WITHIN_MS,
      expected: `the point at which ${describeProgress(progress)}`,
      summarise: (seen) => ({ ...seen }),
    },
  );
}

function entriesOf(progress: StreamProgress): [keyof StreamProgress, number][] {
  return KEYS.flatMap((key) => {
    const count = progress[key];
    return count === undefined ? [] : [[key, count]];
  });
}

async function countOf(rig: DubbingRig, key: keyof StreamProgress, signal: AbortSignal): Promise<number> {
  const { live, streamId } = rig;
  if (key === 'airedS') {
    const { mediaServiceUrl } = live.environment.endpoints;
    return (await readWorkerStatus(mediaServiceUrl, streamId, signal))?.output.airedS ?? 0;
  }
  if (key !== 'fallback') return live.observer.fragments[key].length;
  const { fallbacks } = await readCounters(rig, signal);
  return Object.values(fallbacks).reduce((sum, count) => sum + count, 0);
}
