import type { MonitorEvent } from '../../harness/socketio/index.ts';
import { type DubbingContext, notMeasuredAll } from '../checks/check-context.ts';
import {
  collectFragments,
  type DubbedFragments,
  dubbedFragmentsSchema,
} from '../evidence/dubbed-fragments.ts';
import { environmentOutputSchema } from '../evidence/environment-output.ts';
import { expectedFragments } from '../evidence/expected-fragments.ts';
import { workerAccountOf } from '../evidence/worker-account.ts';
import { readWorkerStatus } from '../evidence/worker-status.ts';
import type { DubbingRig, DubbingStep } from '../rig/dubbing-rig.ts';
import { joinedLateS } from '../rig/joined-late.ts';

const FRAGMENT_CHECKS = [
  'fragments-processed',
  'fragment-status',
  'fragment-order',
  'fragment-duplicates',
  'malformed-events',
  'events-missed',
] as const;

interface Count {
  readonly processed: number;
  readonly worker: string | undefined;
}

export interface FragmentLimits {
  readonly withinMs: number;
}

/** Step 3: each segment of the clip comes back from the STS service, in order, none missing, none twice. */
export function fragmentsProcessed(limits: FragmentLimits): DubbingStep {
  return {
    id: 'fragments-processed',
    title: 'Every fragment is processed, in order',
    timeoutMs: limits.withinMs + 5000,
    async run(ctx, rig) {
      const { clip, profile, ...published } = ctx.outputOf('environment-setup', environmentOutputSchema);
      const segmentS = profile.segmentS ?? rig.plan.segmentS;
      const { withinMs } = limits;
      const fragments = await ctx.evidence('fragments', dubbedFragmentsSchema, async () => {
        const { observer, unobserved } = rig.live;
        if (unobserved !== undefined) {
          await allAccountedFor(ctx, rig, expectedFragments(segmentS, clip.durationS), withinMs);
          return { list: [], malformed: [], missed: [], unobserved };
        }
        const joinedS = await joinedLateS(ctx, rig, { ...published, segmentS, withinMs });
        const expected = expectedFragments(segmentS, clip.durationS - joinedS);
        const count = async (signal: AbortSignal): Promise<Count> => ({
          processed: observer.fragments.processed.length,
          worker: await stateOfWorker(rig, signal),
        });
        await ctx.poll('fragment:processed', count, {
          // Results come before the session's end: after that, and without a worker, there is nothing to wait for.
          until: ({ processed, worker }) =>
            processed >= expected || isSessionOver(observer.events) || worker === 'failed',
          everyMs: 100,
          withinMs,
          expected: `${expected} fragment:processed events of ${rig.streamId}${throughTap(rig)}`,
          summarise: ({ processed }) => processed,
        });
        const seen = await collectFragments(ctx, observer, joinedS);
        return seen.list.length < expected ? { ...seen, worker: await whatWorkerSays(ctx, rig) } : seen;
      });
      if (fragments.unobserved !== undefined) {
        notMeasuredAll(ctx, FRAGMENT_CHECKS, { reason: fragments.unobserved });
        return fragments;
      }
      const sequence = fragments.list.map(({ sequenceNumber }) => sequenceNumber);
      const expected = expectedFragments(segmentS, clip.durationS - (fragments.joinedS ?? 0));
      const { worker } = fragments;
      ctx.check('fragments-processed', {
        actual: fragments.list.length,
        expected,
        ...(worker !== undefined && { note: `the worker says: ${worker}` }),
      });
      ctx.check('fragment-status', {
        actual: fragments.list.map(({ status }) => status),
        expected: fragments.list.map(() => 'success'),
        ...noteOf(fragments),
      });
      const counted = Array.from({ length: expected }, (_, index) => index);
      ctx.check('fragment-order', { actual: sequence, expected: counted });
      ctx.check('fragment-duplicates', {
        actual: fragments.list.length - new Set(fragments.list.map(({ fragmentId }) => fragmentId)).size,
        expected: 0,
      });
      ctx.check('malformed-events', { actual: fragments.malformed, expected: [] });
      ctx.check('events-missed', { actual: fragments.missed, expected: [] });
      const processingMs = fragments.list.map(({ processingTimeMs }) => processingTimeMs ?? Number.NaN);
      ctx.record('sts-processing-time', { value: processingMs, unit: 'ms' });
      ctx.record('sts-round-trip', {
        value: fragments.list.map(({ sentAtMs, processedAtMs }) => Math.round(processedAtMs - sentAtMs)),
        unit: 'ms',
      });
      return fragments;
    },
  };
}

/** The worker has ended its session with the STS service, and begun no other one. */
export function isSessionOver(events: readonly Pick<MonitorEvent, 'event'>[]): boolean {
  const last = events.findLast(({ event }) => event === 'stream:init' || event === 'stream:complete');
  return last?.event === 'stream:complete';
}

/** The state of our own worker; that of somebody else's is not known. */
async function stateOfWorker(rig: DubbingRig, signal: AbortSignal): Promise<string | undefined> {
  if (rig.options.environment === 'attach') return undefined;
  const { mediaServiceUrl } = rig.live.environment.endpoints;
  return (await readWorkerStatus(mediaServiceUrl, rig.streamId, signal))?.state;
}

/** Why fragments did not come back. */
async function whatWorkerSays({ signal }: DubbingContext, rig: DubbingRig): Promise<string> {
  const { live, streamId, profile, options } = rig;
  const { samples } = await live.workerMetrics.scrape(signal);
  const { fallbacks } = workerAccountOf(samples, streamId, profile.metrics);
  const reasons = Object.entries(fallbacks).map(([reason, count]) => `${count} ${reason}`);
  const fallback = `fallbacks ${reasons.join(', ') || 'none'}`;
  if (options.environment === 'attach') return fallback;
  const status = await readWorkerStatus(live.environment.endpoints.mediaServiceUrl, streamId, signal);
  const error = status?.lastError;
  return error === undefined ? fallback : `${fallback}; last error ${error.code}: ${error.message}`;
}

/** Nobody sees the fragments: the worker's own account tells when there are no more to come. */
async function allAccountedFor(
  ctx: DubbingContext,
  { live: { workerMetrics }, streamId, profile }: DubbingRig,
  expected: number,
  withinMs: number,
): Promise<void> {
  const count = async (signal: AbortSignal): Promise<number> => {
    const { samples } = await workerMetrics.scrape(signal);
    const { outcomes } = workerAccountOf(samples, streamId, profile.metrics);
    const { processed = 0, partial = 0, fallback = 0, dropped = 0 } = outcomes;
    return processed + partial + fallback + dropped;
  };
  await ctx.poll(profile.metrics.fragments, count, {
    until: (accounted) => accounted >= expected,
    everyMs: 100,
    withinMs,
    expected: `${expected} fragments of ${streamId}, whatever became of them`,
  });
}

/** What the STS service said of those that failed. */
function noteOf({ list }: DubbedFragments): { note?: string } {
  const errors = list.flatMap(({ sequenceNumber, error }) =>
    error === undefined ? [] : [`${sequenceNumber}: ${error}`],
  );
  return errors.length === 0 ? {} : { note: errors.join('; ') };
}

/** The worker of a pipeline that is already running must have been told of the tap. */
function throughTap({ options, live: { environment } }: DubbingRig): string {
  if (options.environment !== 'attach' || environment.tap === undefined) return '';
  return ` through the tap: the worker must have ${environment.tap.url} for its STS service`;
}
