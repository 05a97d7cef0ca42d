import { join } from 'node:path';
import { CaptureError, findRecording, probeMedia, videoOf } from '../../harness/media/index.ts';
import type { DubbingRig } from './dubbing-rig.ts';
import { COPIES_FOLDER } from './output-source.ts';

const PROBE_WITHIN_MS = 30_000;

/**
 * How many pictures MediaMTX recorded of the input, which is what the worker was given. `undefined` where that
 * recording cannot be had, or where the input came over more than one connection.
 */
export async function receivedFrames(
  { run, live, inPath }: Pick<DubbingRig, 'run' | 'live' | 'inPath'>,
  signal: AbortSignal,
): Promise<number | undefined> {
  try {
    const folder = live.environment.recordingsFolder ?? join(run.folder, COPIES_FOLDER);
    const recording = await findRecording(folder, inPath);
    return videoOf(await probeMedia(recording, { signal, withinMs: PROBE_WITHIN_MS }))?.frameCount;
  } catch (error) {
    if (error instanceof CaptureError) return undefined;
    throw error;
  }
}
