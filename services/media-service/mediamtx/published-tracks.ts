import { pathOf } from '../../contracts/stream-id.ts';
import { listPaths } from './list-paths.ts';

/**
 * Requests the tracks of a stream's input from MediaMTX's control API.
 *
 * @returns MediaMTX's names of their codecs, such as `H264` and `MPEG-4 Audio`; `undefined` when the input has no publisher
 * @throws {MediamtxApiError}
 */
export async function publishedTracks(
  apiUrl: string,
  streamId: string,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  for await (const { name, available, ready, tracks2, tracks } of listPaths(apiUrl, signal)) {
    if (name !== pathOf(streamId, 'in') || (available ?? ready) !== true) continue;
    return tracks2?.map(({ codec }) => codec) ?? tracks ?? [];
  }
  return undefined;
}
