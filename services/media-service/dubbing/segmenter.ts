import type { FragmentEncoding } from '../ffmpeg/fragment-encoding.ts';
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
  /** Has been given all of its samples. Of a segment that is to be dubbed, if it was begun early. */
  readonly encoding?: EarlyEncoding | undefined;
}

/** Encodes a segment while its samples come, so that little is left to do when the last one has. */
export type EarlyEncoding = Pick<FragmentEncoding, 'write' | 'finish' | 'abandon'>;

/** Where a cut begins: at the number and time of its first segment. */
export interface CutStart {
  readonly index: number;
  readonly startS: number;
  /** So much audio comes before that: a piece of its own, aired as it came. */
  readonly leadInS?: number;
  /** False for audio that is not to be dubbed at all. */
  readonly dubbable?: boolean;
  /** Begins to encode the segment whose first samples have come; `undefined` when that can wait. */
  readonly encode?: () => EarlyEncoding | undefined;
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
  let leadInBytes = pcmBytes(format, from.leadInS ?? 0);
  let pieces: Buffer[] = [];
  let held = 0;
  let cut = 0;
  let encoding: EarlyEncoding | undefined;

  const take = (piece: Buffer): void => {
    if (held === 0 && leadInBytes === 0 && from.dubbable !== false) encoding = from.encode?.();
    encoding?.write(piece);
    pieces.push(piece);
    held += piece.length;
  };
  // A copy, or a segment would keep all the chunks in memory that it came in.
  const taken = (bytes: number): Buffer => {
    const pcm = Buffer.concat(pieces, bytes);
    [pieces, held] = [[], 0];
    return pcm;
  };
  const segment = (pcm: Buffer): Segment => {
    const dubbable = from.dubbable !== false && pcm.length >= shortestBytes;
    if (!dubbable) encoding?.abandon();
    return {
      index: from.index + cut,
      startS: from.startS + pcmDurationS(format, cut++ * segmentBytes),
      durationS: pcmDurationS(format, pcm.length),
      pcm,
      dubbable,
      ...(dubbable ? { encoding } : {}),
    };
  };

  for await (let chunk of audio) {
    while (chunk.length > 0) {
      const wanted = leadInBytes > 0 ? leadInBytes : segmentBytes;
      const piece = chunk.subarray(0, wanted - held);
      chunk = chunk.subarray(piece.length);
      take(piece);
      if (held < wanted) continue;
      if (leadInBytes > 0) {
        leadInBytes = 0;
        yield leadIn(taken(held), format, from);
      } else yield segment(taken(held));
    }
  }
  // A process that was ended may leave half a sample behind.
  const rest = held - (held % frameBytes(format));
  if (rest > 0) yield segment(taken(rest));
}

function leadIn(pcm: Buffer, format: PcmFormat, { index, startS }: CutStart): Segment {
  const durationS = pcmDurationS(format, pcm.length);
  return { index, startS: startS - durationS, durationS, pcm, dubbable: false };
}
