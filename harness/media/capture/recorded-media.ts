import { type DecodedMedia, type DecodeOptions, decodeMedia } from '../decode/decode-media.ts';
import type { HashedFrame } from '../decode/framehash.ts';
import { joinPcm } from '../decode/pcm.ts';
import { probeMedia } from '../probe/ffprobe.ts';
import type { MediaProbe, StreamProbe } from '../probe/media-probe.ts';

/** Times of the same frame in two recordings may differ by a millisecond. */
const ROUNDING_S = 0.002;

/** A recording to be measured: its packets, frames and audio, on its own clock. */
export interface RecordedMedia {
  readonly probe: MediaProbe;
  readonly decoded: DecodedMedia;
}

/**
 * Probes and decodes a recording.
 *
 * @param decoded the decoded media, if it is being decoded already
 * @throws MediaToolError
 */
export async function readRecording(
  file: string,
  options: DecodeOptions,
  decoded?: Promise<DecodedMedia>,
): Promise<RecordedMedia> {
  const [probe, media] = await Promise.all([
    probeMedia(file, options),
    decoded ?? decodeMedia(file, options),
  ]);
  return { probe, decoded: media };
}

/**
 * Joins two recordings as a viewer receives them: the earlier one up to the start of the later one, separately for video
 * and audio. Time that neither covers is a gap.
 *
 * @param startS when the clock of `later` is at 0, on the clock of `earlier`, which is also the clock of the result
 */
export function joinRecordings(earlier: RecordedMedia, later: RecordedMedia, startS: number): RecordedMedia {
  return {
    probe: joinProbes(earlier.probe, later.probe, startS),
    decoded: joinDecoded(earlier.decoded, later.decoded, startS),
  };
}

/** Joins the frames and audio of two recordings like {@link joinRecordings}. */
export function joinDecoded(earlier: DecodedMedia, later: DecodedMedia, startS: number): DecodedMedia {
  return {
    frames: joinFrames(earlier.frames, later.frames, startS),
    audio: joinPcm(earlier.audio, later.audio, startS),
  };
}

function joinFrames(
  earlier: readonly HashedFrame[],
  later: readonly HashedFrame[],
  startS: number,
): HashedFrame[] {
  const moved = later.map((frame) => ({ ...frame, ptsS: frame.ptsS + startS }));
  const fromS = moved[0]?.ptsS ?? Number.POSITIVE_INFINITY;
  return [...earlier.filter(({ ptsS }) => ptsS < fromS - ROUNDING_S), ...moved];
}

function joinProbes(earlier: MediaProbe, later: MediaProbe, startS: number): MediaProbe {
  const endS = Math.max(...[earlier, later].map((probe, n) => n * startS + endOf(probe)));
  const startsS = earlier.format.startS ?? 0;
  return {
    source: `${earlier.source}, then ${later.source}`,
    format: { ...earlier.format, startS: startsS, durationS: endS - startsS },
    streams: earlier.streams.map((stream) => joinStreams(stream, later, startS)),
  };
}

function endOf({ format }: MediaProbe): number {
  return (format.startS ?? 0) + (format.durationS ?? 0);
}

/** A track with the packet times of both. */
function joinStreams(stream: StreamProbe, later: MediaProbe, startS: number): StreamProbe {
  if (stream.kind === 'other') return stream;
  const next = later.streams.find(({ kind }) => kind === stream.kind);
  if (next === undefined || next.kind === 'other') return stream;
  const moved = (next.packetTimesS ?? []).map((timeS) => timeS + startS);
  const fromS = moved[0] ?? Number.POSITIVE_INFINITY;
  const kept = (stream.packetTimesS ?? []).filter((timeS) => timeS < fromS - ROUNDING_S);
  return { ...stream, packetTimesS: [...kept, ...moved] };
}
