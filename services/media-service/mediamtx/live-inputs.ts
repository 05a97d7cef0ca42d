import { parsePath } from '../../contracts/stream-id.ts';
import { listPaths } from './list-paths.ts';

/** An input path with a publisher. */
export interface LiveInput {
  readonly streamId: string;
  /** The id that MediaMTX gave the publisher's connection; the same as in its hooks. */
  readonly sourceId: string;
}

/**
 * Requests the inputs with a publisher from MediaMTX's control API.
 *
 * @param apiUrl e.g. `http://127.0.0.1:8889`; its user and password are sent as basic authentication
 * @throws {MediamtxApiError}
 */
export async function liveInputs(apiUrl: string, signal: AbortSignal): Promise<LiveInput[]> {
  const found = new Map<string, LiveInput>();
  for await (const { name, available, ready, source } of listPaths(apiUrl, signal)) {
    const path = parsePath(name);
    if (path?.direction !== 'in' || (available ?? ready) !== true || !source) continue;
    found.set(path.streamId, { streamId: path.streamId, sourceId: source.id });
  }
  return [...found.values()];
}
