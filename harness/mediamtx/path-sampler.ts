import { type RunContext, sampleEvery } from '../engine/index.ts';
import { MediamtxApiError, MediamtxClient } from './mediamtx-client.ts';

const EVERY_MS = 1000;
/** A server that takes longer is reported as an outage. */
const WITHIN_MS = 2000;
/** A server that others use, too, may have thousands of paths. */
const MAX_PATHS = 20;

/**
 * Records the paths of MediaMTX as `mediamtx`/`paths` every second until the run ends, and the start of an outage of its
 * API as `mediamtx`/`paths-failed`.
 *
 * @param isOwn whether a path is one of this run; these come first
 */
export function samplePaths(
  run: Pick<RunContext, 'observe' | 'signal' | 'defer' | 'failStep'>,
  mediamtxApiUrl: string,
  isOwn: (path: string) => boolean,
): void {
  const client = new MediamtxClient(mediamtxApiUrl, { withinMs: WITHIN_MS });
  let isAvailable = true;
  sampleEvery(run, 'the paths of MediaMTX', EVERY_MS, async (signal) => {
    try {
      const all = await client.listPaths(signal);
      const shown = all
        .toSorted((a, b) => Number(isOwn(b.name)) - Number(isOwn(a.name)))
        .slice(0, MAX_PATHS)
        .map(({ name, ready, sourceType, tracks, bytesReceived, readers }) => ({
          ...{ name, ready, sourceType, tracks: [...tracks], bytesReceived, readers },
        }));
      run.observe('mediamtx', 'paths', {
        paths: shown,
        ...(all.length > shown.length ? { omitted: all.length - shown.length } : {}),
      });
      isAvailable = true;
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof MediamtxApiError)) throw error;
      const { lastState, status } = error;
      if (isAvailable) run.observe('mediamtx', 'paths-failed', { error: lastState, status });
      isAvailable = false;
    }
  });
}
