import type { PipelineProfile } from '../../harness/environments/index.ts';
import {
  type MetricSample,
  MetricsError,
  type MetricsScraper,
  samplesOf,
} from '../../harness/metrics/index.ts';
import { WORKER_METRICS } from '../../services/contracts/metric-name.ts';
import { FRAGMENT_OUTCOMES } from '../../services/contracts/worker-status.ts';
import type { DubbingContext } from '../checks/check-context.ts';
import type { DubbingRig, DubbingStep } from '../rig/dubbing-rig.ts';
import {
  describeView,
  type ObservedWorker,
  StreamLife,
  type StreamView,
  whyOver,
} from '../rig/stream-life.ts';
import type { WaitLimits } from '../rig/wait-limits.ts';
import { configuredName } from '../rig/worker-metrics.ts';
import { receivedStreamSchema } from './mediamtx-received-stream.ts';

/** Our worker has its counters from the start. */
const UNCOUNTED_FOR_MS = 3000;

/** The series of the worker, or what there is in their place. */
type Found =
  | { readonly series: readonly MetricSample[] }
  | { readonly series: readonly []; readonly problem: string; readonly view: StreamView };

/**
 * Step 2: media-service has started a worker for the stream and counts its fragments. When only the counters are missing,
 * its fragments and its output can still be observed, so the later steps run.
 */
export function workerConnected({ endsEarly = false, ...limits }: WaitLimits): DubbingStep {
  // A scenario is built once and may run several times.
  const withWorker = new WeakSet<DubbingRig>();
  return {
    id: 'worker-connected',
    title: 'Worker picked up the stream',
    timeoutMs: limits.withinMs + 5000,
    live: true,
    endsEarly,
    isCritical: (_result, rig) => !withWorker.has(rig),
    async run(ctx, rig) {
      const { publishedAtMs, readyAfterMs } = ctx.outputOf('mediamtx-received-stream', receivedStreamSchema);
      const life = new StreamLife(rig);
      const noteWorker = (signs: readonly string[]): void => {
        if (signs.length === 0) return;
        withWorker.add(rig);
        ctx.log('info', `the stream has a worker, so the later steps run: ${signs.join(', ')}`);
      };
      const { series } = await findCounters(ctx, rig, { ...limits, endsEarly, life }).catch(
        (error: unknown) => {
          noteWorker(signsOfWorker(rig, life.worker));
          throw error;
        },
      );
      withWorker.add(rig);
      ctx.check('worker-visible-after', {
        actual: Math.round(rig.run.nowMs() - (publishedAtMs + readyAfterMs)),
        limit: { max: limits.withinMs },
        unit: 'ms',
      });
      ctx.check('worker-counter-statuses', {
        actual: series.map(({ labels }) => labels.status ?? '').sort(),
        expected: [...FRAGMENT_OUTCOMES].sort(),
      });
      return undefined;
    },
  };
}

interface CounterWait extends WaitLimits {
  readonly life: StreamLife;
}

/** Waits for the fragment counter of the stream. */
async function findCounters(
  ctx: DubbingContext,
  rig: DubbingRig,
  { withinMs, endsEarly, life }: CounterWait,
): Promise<Found> {
  const { workerMetrics } = rig.live;
  const find = async (signal: AbortSignal): Promise<Found> => {
    try {
      const series = await scrapeCounters(workerMetrics, rig.streamId, signal);
      if (series.length > 0) return { series };
      return { series: [], problem: 'no such series', view: await life.look(signal) };
    } catch (error) {
      if (!(error instanceof MetricsError)) throw error;
      const view = await life.look(signal);
      if (error.code === 'METRICS_UNREACHABLE') throw error;
      return { series: [], problem: error.message, view };
    }
  };
  return await ctx.poll(WORKER_METRICS.audioFragments, find, {
    until: ({ series }) => series.length > 0,
    ...(endsEarly && { unreachable: whyUncounted }),
    everyMs: 100,
    withinMs,
    expected: `${nameOf(rig.profile, rig.streamId)} on ${workerMetrics.url}`,
    summarise: (found) => {
      if (!('problem' in found)) return `${found.series.length} series`;
      return [found.problem, describeView(found.view), ...signsBesideStatus(rig)].join('; ');
    },
  });
}

async function scrapeCounters(
  scraper: MetricsScraper,
  streamId: string,
  signal: AbortSignal,
): Promise<readonly MetricSample[]> {
  const { samples } = await scraper.scrape(signal);
  return samplesOf(samples, WORKER_METRICS.audioFragments, { stream_id: streamId });
}

function nameOf({ metrics }: PipelineProfile, streamId: string): string {
  return configuredName(metrics, 'fragments', streamId);
}

/** Why the counters cannot appear any more; `undefined` while they can. */
function whyUncounted(found: Found): string | undefined {
  if (!('view' in found)) return undefined;
  const { view, problem } = found;
  if (isWorking(view.worker) && view.workerForMs >= UNCOUNTED_FOR_MS)
    return `the worker has been ${view.worker} for ${(view.workerForMs / 1000).toFixed(1)} s: ${problem}`;
  return whyOver(view);
}

/** What shows that the stream has a worker, apart from its counters. */
function signsOfWorker(rig: DubbingRig, worker: ObservedWorker): string[] {
  const reported = isWorking(worker) ? [`media-service reports it as ${worker}`] : [];
  return [...reported, ...signsBesideStatus(rig)];
}

function signsBesideStatus({ live: { observer, output } }: DubbingRig): string[] {
  return [
    ...(observer.events.some(({ event }) => event === 'stream:init') ? ['an STS session was opened'] : []),
    ...(output.state.onAirAtMs === undefined ? [] : ['its output is on air']),
  ];
}

function isWorking(worker: ObservedWorker): boolean {
  return worker !== 'none' && worker !== 'silent' && worker !== 'unseen';
}
