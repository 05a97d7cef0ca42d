import {
  compareContent,
  decodeThumbnails,
  MediaToolError,
  probeMedia,
  type StreamProbe,
} from '../../harness/media/index.ts';
import type { CapturedTrack } from '../../harness/run-data/captured-output.ts';
import type { FrameContent } from '../../harness/run-data/frame-content.ts';
import type { OutputMeasurement } from '../../harness/run-data/output-measurement.ts';

const WITHIN_MS = 60_000;

/** Lists the tracks of a capture. A file that ffprobe cannot read has none. */
export async function probeTracks(file: string, signal: AbortSignal): Promise<CapturedTrack[]> {
  try {
    const { streams } = await probeMedia(file, { signal, withinMs: WITHIN_MS });
    return streams.map(trackOf);
  } catch (error) {
    if (!(error instanceof MediaToolError) || error.code !== 'MEDIA_TOOL_FAILED') throw error;
    return [];
  }
}

function trackOf(stream: StreamProbe): CapturedTrack {
  const { kind, codec } = stream;
  if (stream.kind === 'other') return { kind, codec };
  const { startS, durationS, packetTimesS } = stream;
  return {
    ...{ kind, codec },
    ...(stream.kind === 'video' && { width: stream.width, height: stream.height }),
    ...(packetTimesS !== undefined && { packets: packetTimesS.length }),
    ...(startS !== undefined && { startS }),
    ...(durationS !== undefined && { durationS }),
  };
}

/** Whether a capture has what is needed to decode both of its tracks. */
export function isMeasurable(tracks: readonly CapturedTrack[]): boolean {
  const video = tracks.find(({ kind }) => kind === 'video');
  const audio = tracks.find(({ kind }) => kind === 'audio');
  return audio !== undefined && video !== undefined && video.width !== 0 && video.height !== 0;
}

/** Whether hashes leave it open what the output shows: they differ for a frame that was only encoded again. */
export function needsContent({ frames }: OutputMeasurement): boolean {
  const { changed, repeated, inserted, missingInside } = frames;
  return changed + repeated + inserted + missingInside > 0;
}

/** Compares what a capture shows with the clip. */
export async function measureContent(
  captureFile: string,
  clipFile: string,
  signal: AbortSignal,
): Promise<FrameContent> {
  const options = { signal, withinMs: WITHIN_MS };
  const [reference, candidate] = await Promise.all([
    decodeThumbnails(clipFile, options),
    decodeThumbnails(captureFile, options),
  ]);
  return compareContent(reference, candidate);
}
