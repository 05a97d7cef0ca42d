import { frameBytes, type PcmFormat, pcmBytes, pcmDurationS } from '../ffmpeg/pcm-format.ts';

/** A final piece below this is not worth a trip through STS: it airs as it came. */
const SHORTEST_SEGMENT_S = 1;

/** A cut of the stream's audio. */
export interface Segment {
  /** Counts from 0. */
  readonly index: number;
  readonly startS: number;
  readonly durationS: number;
  readonly pcm: Buffer;
  /** False for a final piece that is too short to dub. */
  readonly dubbable: boolean;
}

/**
 * Cuts PCM by counting samples, so that every segment but the last has the same number of them, and segment k
 * starts where k segments of audio end.
 *
 * @param audio PCM in `format`, in chunks of any size, the first sample at time 0
 */
export async function* cutSegments(
  audio: AsyncIterable<Buffer>,
  format: PcmFormat,
  segmentS: number,
): AsyncGenerator<Segment, void, undefined> {
  const segmentBytes = pcmBytes(format, segmentS);
  const shortestBytes = Math.min(pcmBytes(format, SHORTEST_SEGMENT_S), segmentBytes);
  let chunks: Buffer[] = [];
  let held = 0;
  let index = 0;

  const segment = (pcm: Buffer): Segment => ({
    index,
    startS: pcmDurationS(format, index++ * segmentBytes),
    durationS: pcmDurationS(format, pcm.length),
    pcm,
    dubbable: pcm.length >= shortestBytes,
  });

  for await (const chunk of audio) {
    chunks.push(chunk);
    held += chunk.length;
    if (held < segmentBytes) continue;
    let whole = Buffer.concat(chunks, held);
    while (whole.length >= segmentBytes) {
      yield segment(whole.subarray(0, segmentBytes));
      whole = whole.subarray(segmentBytes);
    }
    // A copy, or the segments that have gone would stay in memory with it.
    chunks = [Buffer.from(whole)];
    held = whole.length;
  }
  // A process that was ended may leave half a sample behind.
  const rest = held - (held % frameBytes(format));
  if (rest > 0) yield segment(Buffer.concat(chunks, rest));
}
