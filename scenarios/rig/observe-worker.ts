import { getText } from '../../harness/http/index.ts';
import { type WorkerStatus, workerStatusSchema } from '../../services/contracts/worker-status.ts';
import type { DubbingContext } from '../checks/check-context.ts';
import { type WorkerCounters, workerCountersOf, workerCountersSchema } from '../evidence/worker-counters.ts';
import type { DubbingRig } from './dubbing-rig.ts';

/**
 * The status of a stream at media-service; `undefined` while it has no stream with this id.
 *
 * @param withinMs time limit of the request; 5000 by default
 */
export async function readWorkerStatus(
  mediaServiceUrl: string,
  streamId: string,
  signal: AbortSignal,
  withinMs = 5000,
): Promise<WorkerStatus | undefined> {
  const { status, body } = await getText(`${mediaServiceUrl}/v1/streams/${streamId}`, { signal, withinMs });
  return status === 404 ? undefined : workerStatusSchema.parse(JSON.parse(body));
}

/** The metrics of the stream now. */
export async function readCounters(
  { live, streamId }: Pick<DubbingRig, 'live' | 'streamId'>,
  signal: AbortSignal,
): Promise<WorkerCounters> {
  const { samples } = await live.workerMetrics.scrape(signal);
  return workerCountersOf(samples, streamId);
}

/** The metrics of the stream now, as evidence of this step. */
export async function observeCounters(ctx: DubbingContext, rig: DubbingRig): Promise<WorkerCounters> {
  return await ctx.evidence('worker-account', workerCountersSchema, async (signal) => {
    // Read first: a stream that ends meanwhile has counters that may have changed since.
    const unfinished = await whyUnfinished(rig, signal);
    return { ...(await readCounters(rig, signal)), ...(unfinished !== undefined && { unfinished }) };
  });
}

/** Why the stream is still in progress, when an earlier step did not wait for its end. */
async function whyUnfinished(
  { live, streamId, options }: DubbingRig,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { publisher, output, environment } = live;
  if (output.state.endedAtMs !== undefined) return undefined;
  if (publisher.startedAtMs !== undefined && publisher.endedAtMs === undefined)
    return 'the stream was still being published';
  if (options.environment === 'attach') return undefined;
  const { mediaServiceUrl } = environment.endpoints;
  const state = await readWorkerStatus(mediaServiceUrl, streamId, signal).then(
    (status) => status?.state,
    () => undefined,
  );
  const isWorking = state === 'starting' || state === 'running' || state === 'draining';
  return isWorking ? `the worker was still ${state}` : undefined;
}

/** The status of the stream now, as evidence of this step; `undefined` when media-service has no such stream. */
export async function observeStatus(ctx: DubbingContext, rig: DubbingRig): Promise<WorkerStatus | undefined> {
  return await ctx.evidence('worker-status', workerStatusSchema.optional(), (signal) =>
    readWorkerStatus(rig.live.environment.endpoints.mediaServiceUrl, rig.streamId, signal),
  );
}
