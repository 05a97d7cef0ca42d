import { type DubbedFragments, dubbedFragmentsSchema } from '../../harness/run-data/dubbed-fragments.ts';
import type { MonitorEvent } from '../../harness/socketio/index.ts';
import { type CheckContext, type DubbingContext, notMeasuredAll } from '../checks/check-context.ts';
import { collectFragments } from '../evidence/collect-fragments.ts';
import { environmentOutputSchema } from '../evidence/environment-output.ts';
import { expectedFragments } from '../evidence/segments.ts';
import type { DubbingRig, DubbingStep } from '../rig/dubbing-rig.ts';
import { findJoinTime } from '../rig/join-time.ts';
import { readCounters, readWorkerStatus } from '../rig/observe-worker.ts';
import { configuredName } from '../rig/worker-metrics.ts';

const FRAGMENT_CHECKS = [
  'fragments-processed',
  'fragment-status',
  'fragment-order',
  'fragment-duplicates',
  'malformed-events',
  'events-missed',
] as const;

interface Progress {
  readonly processed: number;
  readonly worker: string | undefined;
}

export interface FragmentLimits {
  readonly withinMs: number;
}

/** Step 3: each segment of the clip comes back from the STS service, in order, without gaps or duplicates. */
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
          await waitForOutcomes(ctx, rig, expectedFragments(segmentS, clip.durationS), withinMs);
          return { list: [], malformed: [], missed: [], unobserved };
        }
        const joined = await findJoinTime(ctx, rig, { ...published, segmentS, withinMs });
        const joinedS = 'joinedS' in joined ? joined.joinedS : 0;
        const expected = expectedFragments(segmentS, clip.durationS - joinedS);
        const progress = async (signal: AbortSignal): Promise<Progress> => ({
          processed: observer.fragments.processed.length,
          worker: await workerState(rig, signal),
        });
        await ctx.poll('fragment:processed', progress, {
          // Nothing more comes after the end of the session, or from a failed worker.
          until: ({ processed, worker }) =>
            processed >= expected || isSessionOver(observer.events) || worker === 'failed',
          everyMs: 100,
          withinMs,
          expected: `${expected} fragment:processed events of ${rig.streamId}${throughTap(rig)}`,
          summarise: ({ processed }) => processed,
        });
        const collected = await collectFragments(ctx, observer, joined);
        return collected.list.length < expected
          ? { ...collected, worker: await workerReport(ctx, rig) }
          : collected;
      });
      if (published.leadInS > 0) recordJoinTime(ctx, fragments);
      const { joinedS = 0 } = fragments;
      checkFragments(ctx, fragments, expectedFragments(segmentS, clip.durationS - joinedS));
      return fragments;
    },
  };
}

function recordJoinTime(ctx: DubbingContext, { joinedS, joinUnknown, unobserved }: DubbedFragments): void {
  const reason = joinUnknown ?? unobserved;
  if (reason !== undefined) ctx.notMeasured('pipeline-joined-after', { reason });
  else ctx.record('pipeline-joined-after', { value: joinedS ?? null, unit: 's' });
}

/** @param expected number of fragments, from the time at which the pipeline joined */
export function checkFragments(
  ctx: CheckContext,
  { list, malformed, missed, worker, unobserved, joinUnknown }: DubbedFragments,
  expected: number,
): void {
  if (unobserved !== undefined) {
    notMeasuredAll(ctx, FRAGMENT_CHECKS, { reason: unobserved });
    return;
  }
  const errors = list.flatMap(({ sequenceNumber, error }) =>
    error === undefined ? [] : [`${sequenceNumber}: ${error}`],
  );
  if (joinUnknown !== undefined)
    notMeasuredAll(ctx, ['fragments-processed', 'fragment-order'], { reason: joinUnknown });
  else {
    ctx.check('fragments-processed', {
      actual: list.length,
      expected,
      ...(worker !== undefined && { note: `worker reports ${worker}` }),
    });
    ctx.check('fragment-order', {
      actual: list.map(({ sequenceNumber }) => sequenceNumber),
      expected: Array.from({ length: expected }, (_, index) => index),
    });
  }
  ctx.check('fragment-status', {
    actual: list.map(({ status }) => status),
    expected: list.map(() => 'success'),
    ...(errors.length > 0 && { note: errors.join('; ') }),
  });
  ctx.check('fragment-duplicates', {
    actual: list.length - new Set(list.map(({ fragmentId }) => fragmentId)).size,
    expected: 0,
  });
  ctx.check('malformed-events', { actual: malformed, expected: [] });
  ctx.check('events-missed', { actual: missed, expected: [] });
  ctx.record('sts-processing-time', {
    value: list.map(({ processingTimeMs }) => processingTimeMs ?? null),
    unit: 'ms',
  });
  ctx.record('sts-round-trip', {
    value: list.map(({ sentAtMs, processedAtMs }) => Math.round(processedAtMs - sentAtMs)),
    unit: 'ms',
  });
}

/** Whether the worker has ended its last session with the STS service. */
export function isSessionOver(events: readonly Pick<MonitorEvent, 'event'>[]): boolean {
  const last = events.findLast(({ event }) => event === 'stream:init' || event === 'stream:complete');
  return last?.event === 'stream:complete';
}

/** The state of our own worker. That of an attached pipeline has no documented endpoint. */
async function workerState(rig: DubbingRig, signal: AbortSignal): Promise<string | undefined> {
  if (rig.options.environment === 'attach') return undefined;
  const { mediaServiceUrl } = rig.live.environment.endpoints;
  return (await readWorkerStatus(mediaServiceUrl, rig.streamId, signal))?.state;
}

/** The worker's reasons for missing fragments. */
async function workerReport({ signal }: DubbingContext, rig: DubbingRig): Promise<string> {
  const { live, streamId, options } = rig;
  const { fallbacks } = await readCounters(rig, signal);
  const reasons = Object.entries(fallbacks).map(([reason, count]) => `${count} ${reason}`);
  const fallback = reasons.length === 0 ? 'no fallbacks' : `fallbacks ${reasons.join(', ')}`;
  if (options.environment === 'attach') return fallback;
  const status = await readWorkerStatus(live.environment.endpoints.mediaServiceUrl, streamId, signal);
  const error = status?.lastError;
  return error === undefined ? fallback : `${fallback}; last error ${error.code}: ${error.message}`;
}

/** Waits until the worker has counted an outcome for every fragment, when none can be observed. */
async function waitForOutcomes(
  ctx: DubbingContext,
  rig: DubbingRig,
  expected: number,
  withinMs: number,
): Promise<void> {
  const count = async (signal: AbortSignal): Promise<number> => {
    const { outcomes } = await readCounters(rig, signal);
    const { processed = 0, partial = 0, fallback = 0, dropped = 0 } = outcomes;
    return processed + partial + fallback + dropped;
  };
  await ctx.poll(configuredName(rig.profile.metrics, 'fragments'), count, {
    until: (counted) => counted >= expected,
    everyMs: 100,
    withinMs,
    expected: `${expected} fragments of ${rig.streamId} with any outcome`,
  });
}

/** The worker of an attached pipeline must use the tap as its STS service. */
function throughTap({ options, live: { environment } }: DubbingRig): string {
  if (options.environment !== 'attach' || environment.tap === undefined) return '';
  return ` through the tap: configure ${environment.tap.url} as the STS service of the worker`;
}
