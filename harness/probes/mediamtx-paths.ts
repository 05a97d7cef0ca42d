import { MediamtxApiError, MediamtxClient } from '../mediamtx/index.ts';
import { fairDeadline } from './fair-deadline.ts';
import { defineProbe, NEVER_MS, REQUEST_WITHIN_MS } from './probe.ts';

/** The paths that MediaMTX has. */
export const mediamtxPathsProbe = defineProbe('mediamtx-paths', async ({ endpoints }, signal) => {
  if (endpoints === undefined) return [];
  const client = new MediamtxClient(endpoints.mediamtxApiUrl, { withinMs: NEVER_MS });
  using deadline = fairDeadline(REQUEST_WITHIN_MS, signal);
  try {
    const paths = await client.listPaths(deadline.signal);
    return [
      {
        url: client.baseUrl,
        status: 200,
        paths: paths.map(({ name, ready, sourceType, tracks, bytesReceived, readers }) => ({
          ...{ name, ready, sourceType, tracks: [...tracks], bytesReceived, readers },
        })),
      },
    ];
  } catch (error) {
    if (deadline.isOver)
      return [{ url: client.baseUrl, error: `no response within ${REQUEST_WITHIN_MS} ms` }];
    if (!(error instanceof MediamtxApiError)) throw error;
    const { url, status, lastState, bodyStart } = error;
    return [{ url, status, error: lastState, bodyStart }];
  }
});
