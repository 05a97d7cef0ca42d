import { isDeepStrictEqual } from 'node:util';
import { type RunContext, sampleEvery } from '../../harness/engine/index.ts';
import { errorMessage } from '../../lib/error-message.ts';
import type { WorkerStatus } from '../../services/contracts/worker-status.ts';
import { readWorkerStatus } from './observe-worker.ts';

const EVERY_MS = 1000;
/** Values that grow all the time are recorded at least this often. */
const AT_LEAST_EVERY_MS = 5000;
/** Entries of the ledger in one record. The earlier ones are in earlier records. */
const LEDGER_ENTRIES = 5;

/**
 * Records the status of a stream at media-service as `media-service`/`stream` when it has changed, until the run ends, and
 * the start of an outage as `media-service`/`stream-failed`. Nothing is recorded while media-service has no such stream.
 */
export function sampleWorkerStatus(
  run: Pick<RunContext, 'nowMs' | 'observe' | 'signal' | 'defer' | 'failStep'>,
  mediaServiceUrl: string,
  streamId: string,
): void {
  let recorded: { readonly status: WorkerStatus; readonly atMs: number } | undefined;
  let isAvailable = true;
  sampleEvery(run, `the status of ${streamId}`, EVERY_MS, async (signal) => {
    try {
      const status = await readWorkerStatus(mediaServiceUrl, streamId, signal);
      isAvailable = true;
      if (status === undefined) return;
      const atMs = run.nowMs();
      if (recorded !== undefined && !hasChanged(recorded.status, status)) {
        const isStill = isDeepStrictEqual(recorded.status, status);
        if (isStill || atMs - recorded.atMs < AT_LEAST_EVERY_MS) return;
      }
      const { ledger } = status;
      run.observe('media-service', 'stream', {
        ...status,
        ledger: { ...ledger, recent: ledger.recent.slice(-LEDGER_ENTRIES) },
      });
      recorded = { status, atMs };
    } catch (error) {
      if (signal.aborted) return;
      if (isAvailable)
        run.observe('media-service', 'stream-failed', { streamId, error: errorMessage(error) });
      isAvailable = false;
    }
  });
}

/** Whether anything differs besides the progress of the output. */
function hasChanged(before: WorkerStatus, now: WorkerStatus): boolean {
  const { airedS } = before.output;
  const { avSyncDeltaMs } = before;
  const steady = { ...now, output: { ...now.output, airedS }, avSyncDeltaMs };
  return !isDeepStrictEqual({ ...before, avSyncDeltaMs }, steady);
}
