import { getText } from '../../harness/http/index.ts';
import { type WorkerStatus, workerStatusSchema } from '../../services/contracts/worker-status.ts';

/** What media-service says of a stream; `undefined` while it knows none of that id. */
export async function readWorkerStatus(
  mediaServiceUrl: string,
  streamId: string,
  signal: AbortSignal,
): Promise<WorkerStatus | undefined> {
  const { status, body } = await getText(`${mediaServiceUrl}/v1/streams/${streamId}`, { signal });
  return status === 404 ? undefined : workerStatusSchema.parse(JSON.parse(body));
}
