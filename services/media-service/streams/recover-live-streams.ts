import { setTimeout as sleep } from 'node:timers/promises';
import { confinePath } from '../../../lib/confine-path.ts';
import { pathOf } from '../../contracts/stream-id.ts';
import type { Logger } from '../../runtime/logger.ts';
import { backOffMs } from '../back-off.ts';
import { type LiveInput, liveInputs } from '../mediamtx/live-inputs.ts';
import { newestRecording } from '../state/live-recordings.ts';
import type { StreamRegistry } from './stream-registry.ts';

export interface RecoverLiveStreamsOptions {
  /** URL of MediaMTX's control API. */
  readonly apiUrl: string;
  readonly registry: Pick<StreamRegistry, 'liveStreamFound'>;
  /** The folder of MediaMTX's recordings, `<path>/<start>.mp4`; `undefined` when workers do not read recordings. */
  readonly recordingsFolder: string | undefined;
  readonly log: Logger;
  /** Aborts the recovery. */
  readonly signal: AbortSignal;
}

/**
 * Starts workers for the streams that became live before this service was up and whose hooks it missed. Requests
 * the list of live streams until MediaMTX has answered once; hooks report later streams. Never rejects.
 */
export async function recoverLiveStreams(options: RecoverLiveStreamsOptions): Promise<void> {
  const { apiUrl, log, signal } = options;
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      for (const input of await liveInputs(apiUrl, signal)) await recoverStream(input, options);
      return;
    } catch (error) {
      if (signal.aborted) return;
      const delayMs = backOffMs(failures, Math.random());
      // A MediaMTX that was started at the same time may not be listening yet.
      const level = failures === 0 ? 'info' : 'warn';
      const next = { err: error, delayMs: Math.round(delayMs) };
      log[level](next, 'could not list live streams; retrying');
      // Rejects when `signal` is aborted, which ends the loop.
      await sleep(delayMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** A stream whose recording cannot be read is logged and skipped. */
async function recoverStream(
  { streamId, sourceId }: LiveInput,
  { registry, recordingsFolder, log }: RecoverLiveStreamsOptions,
): Promise<void> {
  if (recordingsFolder === undefined) {
    registry.liveStreamFound(streamId, sourceId, []);
    return;
  }
  try {
    const folder = await confinePath(pathOf(streamId, 'in'), recordingsFolder);
    const recording = folder === undefined ? undefined : await newestRecording(folder);
    if (recording !== undefined) registry.liveStreamFound(streamId, sourceId, [recording]);
    else log.warn({ streamId, folder }, 'not dubbing a live stream: none of its recordings is growing');
  } catch (error) {
    log.error({ err: error, streamId }, 'not dubbing a live stream: cannot read its recordings');
  }
}
