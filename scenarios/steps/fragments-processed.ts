import { PollEndedError, PollTimeoutError, RootCauseError } from '../../harness/engine/index.ts';
import { type DubbedFragments, dubbedFragmentsSchema } from '../../harness/run-data/dubbed-fragments.ts';
import type { MonitorEvent } from '../../harness/socketio/index.ts';
import { type CheckContext, type DubbingContext, notMeasuredAll } from '../checks/check-context.ts';
import { FragmentCollector, type Joined } from '../evidence/collect-fragments.ts';
import { environmentOutputSchema } from '../evidence/environment-output.ts';
import { countNearest, type FragmentCount, fragmentCount } from '../evidence/segments.ts';
import { timeOfLongClip } from '../rig/clip-time.ts';
import type { DubbingRig, DubbingStep } from '../rig/dubbing-rig.ts';
import { findJoinTime } from '../rig/join-time.ts';
import { readCounters, readWorkerStatus } from '../rig/observe-worker.ts';
import { NOTHING_CAME_BACK } from '../rig/optional-output.ts';
import { describeView, StreamLife, type StreamView, whyOver } from '../rig/stream-life.ts';
import type { WaitLimits } from '../rig/wait-limits.ts';
import { configuredName } from '../rig/worker-metrics.ts';

const FRAGMENT_CHECKS = [
  'fragments-processed',
  'fragment-status',
  'fragment-order',
  'fragment-duplicates',
  'malformed-events',
  'events-missed',
] as const;

/** After the publisher has ended, with no fragment in flight. */
const QUIET_FOR_MS = 8000;

const LAST_REPORT_WITHIN_MS = 1000;

interface Progress {
  readonly sent: number;
  readonly processed: number;
  /** Time since the last event of the stream. */
  readonly quietForMs: number;
  readonly view: StreamView;
}

/**
 * Step 3: each segment of the clip comes back from the STS service, in order, without gaps or duplicates. Fragments that
 * came back are kept even if others did not: the later steps examine them.
 */
export function fragmentsProcessed({ endsEarly = false, ...limits }: WaitLimits): DubbingStep {
  return {
    id: 'fragments-processed',
    title: 'Every fragment is processed, in order',
    timeoutMs: limits.withinMs + 5000,
    extraTimeMs: timeOfLongClip,
    critical: false,
    endsEarly,
    async run(ctx, rig) {
      const { clip, profile, ...published } = ctx.outputOf('environment-setup', environmentOutputSchema);
      const segmentS = profile.segmentS ?? rig.plan.segmentS;
      const wait = { withinMs: limits.withinMs + timeOfLongClip(ctx, rig), endsEarly };
      const fragments = await ctx.evidence('fragments', dubbedFragmentsSchema, async () => {
        const { observer, unobserved } = rig.live;
        if (unobserved !== undefined) {
          const { min } = fragmentCount(segmentS, clip);
          await waitAsLongAsUseful(ctx, rig, () => waitForOutcomes(ctx, rig, min, wait));
          return { list: [], malformed: [], missed: [], unobserved };
        }
        const collector = new FragmentCollector(ctx, observer, rig.fragmentMeter);
        let joined: Joined = { unknown: 'no segment after the lead-in was observed' };
        const waitEnded = await waitAsLongAsUseful(ctx, rig, async () => {
          joined = await findJoinTime(ctx, rig, { ...published, segmentS, ...wait });
          const { max } = fragmentCount(segmentS, clip, joinedAt(joined));
          await waitForResults(ctx, rig, max, { ...wait, onProgress: () => collector.keepNew() });
        });
        const collected = await collector.collect(joined);
        if (collected.list.length >= fragmentCount(segmentS, clip, joinedAt(joined)).min) return collected;
        const worker = await workerReport(ctx, rig);
        return { ...collected, ...(worker && { worker }), ...(waitEnded && { waitEnded }) };
      });
      if (published.leadInS > 0) recordJoinTime(ctx, fragments);
      const { joinedS = 0 } = fragments;
      checkFragments(ctx, fragments, fragmentCount(segmentS, clip, joinedS));
      return fragments;
    },
  };
}

function recordJoinTime(ctx: DubbingContext, { joinedS, joinUnknown, unobserved }: DubbedFragments): void {
  const reason = joinUnknown ?? unobserved;
  if (reason !== undefined) ctx.notMeasured('pipeline-joined-after', { reason });
  else ctx.record('pipeline-joined-after', { value: joinedS ?? null, unit: 's' });
}

/** @param possible number of fragments, from the time at which the pipeline joined */
export function checkFragments(
  ctx: CheckContext,
  { list, malformed, missed, worker, waitEnded, unobserved, joinUnknown }: DubbedFragments,
  possible: number | FragmentCount,
): void {
  if (unobserved !== undefined) {
    notMeasuredAll(ctx, FRAGMENT_CHECKS, { reason: unobserved });
    return;
  }
  const errors = list.flatMap(({ sequenceNumber, error }) =>
    error === undefined ? [] : [`${sequenceNumber}: ${error}`],
  );
  const count = typeof possible === 'number' ? { min: possible, max: possible } : possible;
  const expected = countNearest(count, list.length);
  const notes = [
    ...(count.min === count.max
      ? []
      : [`the rest of the clip lasts about 1 s: ${count.min} or ${count.max}`]),
    ...(worker === undefined ? [] : [`worker reports ${worker}`]),
    ...(waitEnded ? [waitEnded] : []),
  ];
  if (joinUnknown !== undefined)
    notMeasuredAll(ctx, ['fragments-processed', 'fragment-order'], { reason: joinUnknown });
  else {
    ctx.check('fragments-processed', {
      actual: list.length,
      expected,
      ...(notes.length > 0 && { note: notes.join('; ') }),
    });
    ctx.check('fragment-order', {
      actual: list.map(({ sequenceNumber }) => sequenceNumber),
      expected: Array.from({ length: expected }, (_, index) => index),
    });
  }
  if (list.length === 0)
    notMeasuredAll(ctx, ['fragment-status', 'fragment-duplicates'], { reason: NOTHING_CAME_BACK });
  else {
    ctx.check('fragment-status', {
      actual: list.map(({ status }) => status),
      expected: list.map(() => 'success'),
      ...(errors.length > 0 && { note: errors.join('; ') }),
    });
    ctx.check('fragment-duplicates', {
      actual: list.length - new Set(list.map(({ fragmentId }) => fragmentId)).size,
      expected: 0,
    });
  }
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

function joinedAt(joined: Joined): number {
  return 'joinedS' in joined ? joined.joinedS : 0;
}

/** Waits until every result has been observed. */
async function waitForResults(
  ctx: DubbingContext,
  rig: DubbingRig,
  expected: number,
  { withinMs, endsEarly, onProgress }: WaitLimits & { readonly onProgress: () => void },
): Promise<void> {
  const { observer } = rig.live;
  const life = new StreamLife(rig);
  const progress = async (signal: AbortSignal): Promise<Progress> => {
    const view = await life.look(signal);
    onProgress();
    const { sent, processed } = observer.fragments;
    const lastAtMs = observer.events.at(-1)?.receivedAtMs ?? rig.live.publisher.startedAtMs ?? 0;
    const quietForMs = rig.run.nowMs() - lastAtMs;
    return { sent: sent.length, processed: processed.length, quietForMs, view };
  };
  await ctx.poll('fragment:processed', progress, {
    // Nothing more comes after the end of the session, or from a failed worker.
    until: ({ processed, view }) =>
      processed >= expected || isSessionOver(observer.events) || view.worker === 'failed',
    ...(endsEarly && { unreachable: whyNoMoreResults }),
    everyMs: 100,
    withinMs,
    expected: `${expected} fragment:processed events of ${rig.streamId}${throughTap(rig)}`,
    summarise: ({ sent, processed, view }) =>
      `${processed} of ${expected} processed, ${sent} sent, ${describeView(view)}`,
  });
}

/** Why no further result can come; `undefined` while one can. */
export function whyNoMoreResults({ sent, processed, quietForMs, view }: Progress): string | undefined {
  const { publisherEndedForMs = 0 } = view;
  const isQuiet = sent <= processed && Math.min(quietForMs, publisherEndedForMs) >= QUIET_FOR_MS;
  if (isQuiet) return 'the publisher has ended, and no fragment is in flight';
  // One may be an accident, and the rest shows more than it.
  const { failedSegments = 0 } = view;
  if (sent === 0 && failedSegments > 1)
    return `${failedSegments} segments have fallen back and were never sent${view.error === undefined ? '' : ` (${view.error})`}`;
  return whyOver(view);
}

/**
 * Waits, and returns why the wait ended without success. What was observed until then is kept.
 *
 * @throws any error that is not about the wait
 */
async function waitAsLongAsUseful(
  ctx: DubbingContext,
  { run }: DubbingRig,
  wait: () => Promise<void>,
): Promise<string | undefined> {
  try {
    await wait();
    return undefined;
  } catch (error) {
    const isOfPoll =
      error instanceof PollTimeoutError || error instanceof PollEndedError || error instanceof RootCauseError;
    // A service has died, or the step has timed out: its error says so.
    if (ctx.signal.aborted && !run.signal.aborted) return undefined;
    if (!isOfPoll) throw error;
    return error.message;
  }
}

/** The worker's reasons for missing fragments; `undefined` when media-service does not respond. */
async function workerReport(ctx: DubbingContext, rig: DubbingRig): Promise<string | undefined> {
  try {
    return await readReport(ctx, rig);
  } catch (error) {
    ctx.log('info', `media-service gave no report on the missing fragments: ${String(error)}`);
    return undefined;
  }
}

async function readReport(ctx: DubbingContext, rig: DubbingRig): Promise<string> {
  const { live, streamId, options } = rig;
  // A stopped step has little time left.
  const signal = ctx.signal.aborted ? AbortSignal.timeout(LAST_REPORT_WITHIN_MS) : ctx.signal;
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
  { withinMs, endsEarly }: WaitLimits,
): Promise<void> {
  const life = new StreamLife(rig);
  const count = async (signal: AbortSignal) => {
    const { outcomes } = await readCounters(rig, signal);
    const { processed = 0, partial = 0, fallback = 0, dropped = 0 } = outcomes;
    return { counted: processed + partial + fallback + dropped, view: await life.look(signal) };
  };
  await ctx.poll(configuredName(rig.profile.metrics, 'fragments'), count, {
    until: ({ counted }) => counted >= expected,
    ...(endsEarly && { unreachable: ({ view }) => whyOver(view) }),
    everyMs: 100,
    withinMs,
    expected: `${expected} fragments of ${rig.streamId} with any outcome`,
    summarise: ({ counted, view }) => `${counted} of ${expected}, ${describeView(view)}`,
  });
}

/** The worker of an attached pipeline must use the tap as its STS service. */
function throughTap({ options, live: { environment } }: DubbingRig): string {
  if (options.environment !== 'attach' || environment.tap === undefined) return '';
  return ` through the tap: configure ${environment.tap.url} as the STS service of the worker`;
}
