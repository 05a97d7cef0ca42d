import type { DecodedMedia } from '../decode/decode-media.ts';
import type { HashedFrame } from '../decode/framehash.ts';
import { joinPcm } from '../decode/pcm.ts';
import type { MediaProbe, StreamProbe } from '../probe/media-probe.ts';
import type { RecordedMedia } from './recorded-media.ts';

/** The same picture may be told a millisecond earlier or later in another recording. */
const ROUNDING_S = 0.002;

/**
 * What a viewer gets of two recordings: the earlier one until the later one begins, picture and sound each for itself.
 * What neither holds is a gap.
 *
 * @param startS when the clock of `later` is at 0, on that of `earlier`, which becomes that of both
 */
export function joinRecordings(earlier: RecordedMedia, later: RecordedMedia, startS: number): RecordedMedia {
  return {
    probe: joinProbes(earlier.probe, later.probe, startS),
    decoded: joinDecoded(earlier.decoded, later.decoded, startS),
  };
}

/** The pictures and the sound of two recordings, as {@link joinRecordings} joins them. */
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
  const endS = Math.max(...[earlier, later].map((probe, n) => n * startS + lastOf(probe)));
  const beginsS = earlier.format.startS ?? 0;
  return {
    source: `${earlier.source}, then ${later.source}`,
    format: { ...earlier.format, startS: beginsS, durationS: endS - beginsS },
    streams: earlier.streams.map((stream) => joinStreams(stream, later, startS)),
  };
}

function lastOf({ format }: MediaProbe): number {
  return (format.startS ?? 0) + (format.durationS ?? 0);
}

/** A stream with the times of the packets of both. */
function joinStreams(stream: StreamProbe, later: MediaProbe, startS: number): StreamProbe {
  if (stream.kind === 'other') return stream;
  const next = later.streams.find(({ kind }) => kind === stream.kind);
  if (next === undefined || next.kind === 'other') return stream;
  const moved = (next.packetTimesS ?? []).map((timeS) => timeS + startS);
  const fromS = moved[0] ?? Number.POSITIVE_INFINITY;
  const kept = (stream.packetTimesS ?? []).filter((timeS) => timeS < fromS - ROUNDING_S);
  return { ...stream, packetTimesS: [...kept, ...moved] };
}
