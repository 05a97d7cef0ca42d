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

/** Where a cut begins: at the number and time of its first segment. */
export interface CutStart {
  readonly index: number;
  readonly startS: number;
  /** So much audio comes before that: a piece of its own, aired as it came. */
  readonly leadInS?: number;
  /** False for audio that is not to be dubbed at all. */
  readonly dubbable?: boolean;
}

/**
 * Cuts PCM by counting samples, so that every segment but the last has the same number of them, and segment k
 * starts where k segments of audio end.
 *
 * @param audio PCM in `format`, in chunks of any size
 * @param from number 0 at time 0 by default
 */
export async function* cutSegments(
  audio: AsyncIterable<Buffer>,
  format: PcmFormat,
  segmentS: number,
  from: CutStart = { index: 0, startS: 0 },
): AsyncGenerator<Segment, void, undefined> {
  const segmentBytes = pcmBytes(format, segmentS);
  const shortestBytes = Math.min(pcmBytes(format, SHORTEST_SEGMENT_S), segmentBytes);
  let chunks: Buffer[] = [];
  let held = 0;
  let cut = 0;

  const segment = (pcm: Buffer): Segment => ({
    index: from.index + cut,
    startS: from.startS + pcmDurationS(format, cut++ * segmentBytes),
    durationS: pcmDurationS(format, pcm.length),
    pcm,
    dubbable: from.dubbable !== false && pcm.length >= shortestBytes,
  });

  let leadInBytes = pcmBytes(format, from.leadInS ?? 0);
  for await (const chunk of audio) {
    chunks.push(chunk);
    held += chunk.length;
    if (held < (leadInBytes > 0 ? leadInBytes : segmentBytes)) continue;
    let whole = Buffer.concat(chunks, held);
    if (leadInBytes > 0) {
      yield leadIn(whole.subarray(0, leadInBytes), format, from);
      whole = whole.subarray(leadInBytes);
      leadInBytes = 0;
    }
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

function leadIn(pcm: Buffer, format: PcmFormat, { index, startS }: CutStart): Segment {
  const durationS = pcmDurationS(format, pcm.length);
  return { index, startS: startS - durationS, durationS, pcm, dubbable: false };
}
