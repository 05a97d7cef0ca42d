import { setTimeout as sleep } from 'node:timers/promises';
import { backOffMs } from '../../../lib/back-off.ts';
import { confinePath } from '../../../lib/confine-path.ts';
import { pathOf } from '../../contracts/stream-id.ts';
import type { Logger } from '../../runtime/logger.ts';
import { type LiveInput, liveInputs } from '../mediamtx/live-inputs.ts';
import { newestRecording } from '../state/live-recordings.ts';
import type { StreamRegistry } from './stream-registry.ts';

export interface TakeUpLiveOptions {
  /** MediaMTX's control API. */
  readonly apiUrl: string;
  readonly registry: Pick<StreamRegistry, 'found'>;
  /** Where MediaMTX records, `live/<id>/in` each in a folder of that name; `undefined` when recordings are not read. */
  readonly recordingsFolder: string | undefined;
  readonly log: Logger;
  /** Gives up. */
  readonly signal: AbortSignal;
}

/**
 * Takes up the streams that were live before this service: their hooks were told to nobody. Asks until MediaMTX has
 * answered once; what begins from then on is told by hooks. Never rejects.
 */
export async function takeUpLive(options: TakeUpLiveOptions): Promise<void> {
  const { apiUrl, log, signal } = options;
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      for (const input of await liveInputs(apiUrl, signal)) await takeUp(input, options);
      return;
    } catch (error) {
      if (signal.aborted) return;
      const delayMs = backOffMs(failures, Math.random());
      // A MediaMTX that is started at the same time may not listen yet.
      const level = failures === 0 ? 'info' : 'warn';
      const next = { err: error, delayMs: Math.round(delayMs) };
      log[level](next, 'streams that are live are not known: asking again');
      await sleep(delayMs, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function takeUp({ streamId, sourceId }: LiveInput, options: TakeUpLiveOptions): Promise<void> {
  const { registry, recordingsFolder, log } = options;
  if (recordingsFolder === undefined) {
    registry.found(streamId, sourceId, []);
    return;
  }
  const folder = await confinePath(pathOf(streamId, 'in'), recordingsFolder);
  const recording = folder === undefined ? undefined : await newestRecording(folder);
  if (recording !== undefined) registry.found(streamId, sourceId, [recording]);
  else log.warn({ streamId, folder }, 'a stream is live and no recording of it grows: it is not dubbed');
}
