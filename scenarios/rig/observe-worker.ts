import { type WorkerStatus, workerStatusSchema } from '../../services/contracts/worker-status.ts';
import type { DubbingContext } from '../checks/check-context.ts';
import { type WorkerAccount, workerAccountOf, workerAccountSchema } from '../evidence/worker-account.ts';
import { readWorkerStatus } from '../evidence/worker-status.ts';
import type { DubbingRig } from './dubbing-rig.ts';

/** What media-service's metrics say of the stream now, as evidence of this step. */
export async function observeAccount(ctx: DubbingContext, rig: DubbingRig): Promise<WorkerAccount> {
  return await ctx.evidence('worker-account', workerAccountSchema, async (signal) => {
    const { samples } = await rig.live.workerMetrics.scrape(signal);
    return workerAccountOf(samples, rig.streamId, rig.profile.metrics);
  });
}

/** What media-service says of the stream when it is asked, as evidence of this step; `undefined` when it knows none. */
export async function observeStatus(ctx: DubbingContext, rig: DubbingRig): Promise<WorkerStatus | undefined> {
  return await ctx.evidence('worker-status', workerStatusSchema.optional(), (signal) =>
    readWorkerStatus(rig.live.environment.endpoints.mediaServiceUrl, rig.streamId, signal),
  );
}
