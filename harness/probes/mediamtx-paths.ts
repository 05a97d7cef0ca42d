import { MediamtxApiError, MediamtxClient } from '../mediamtx/index.ts';
import { defineProbe, REQUEST_WITHIN_MS } from './probe.ts';

/** The paths that MediaMTX has. */
export const mediamtxPathsProbe = defineProbe('mediamtx-paths', async ({ endpoints }, signal) => {
  if (endpoints === undefined) return [];
  const client = new MediamtxClient(endpoints.mediamtxApiUrl, { withinMs: REQUEST_WITHIN_MS });
  try {
    const paths = await client.listPaths(signal);
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
    if (!(error instanceof MediamtxApiError)) throw error;
    const { url, status, lastState, bodyStart } = error;
    return [{ url, status, error: lastState, bodyStart }];
  }
});
