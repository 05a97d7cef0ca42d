import { SHORTEST_DUBBED_S } from '../../contracts/shortest-dubbed.ts';
import type { FragmentEncoding } from '../ffmpeg/fragment-encoding.ts';
import { frameBytes, type PcmFormat, pcmBytes, pcmDurationS } from '../ffmpeg/pcm-format.ts';

/** A cut of the stream's audio. */
export interface Segment {
  /** Counts from 0. */
  readonly index: number;
  readonly startS: number;
  readonly durationS: number;
  readonly pcm: Buffer;
  /** False for the audio before a resume point and for final segments that are too short. */
  readonly dubbable: boolean;
  /** The encoding that was started with the segment's first samples and has received all of them, if any. */
  readonly encoding?: EarlyEncoding | undefined;
}

/** Encodes a segment while its samples arrive, so that little remains to do after the last one. */
export type EarlyEncoding = Pick<FragmentEncoding, 'write' | 'finish' | 'abandon'>;

/** Where cutting starts: index and time of the first segment. */
export interface CutStart {
  readonly index: number;
  readonly startS: number;
  /** Audio before the resume point `startS`, in seconds. It becomes a separate segment that is aired with its original audio. */
  readonly preludeS?: number;
  /** False for audio that must not be dubbed. */
  readonly dubbable?: boolean;
  /** Starts the encoding of a segment at its first samples; `undefined` leaves it for later. */
  readonly encode?: () => EarlyEncoding | undefined;
}

/**
 * Cuts PCM by counting samples, so that every segment but the last has the same number of samples, and segment k starts
 * exactly k segments after the first.
 *
 * @param audio PCM in `format`, in chunks of any size
 * @param from index 0 at time 0 by default
 */
export async function* cutSegments(
  audio: AsyncIterable<Buffer>,
  format: PcmFormat,
  segmentS: number,
  from: CutStart = { index: 0, startS: 0 },
): AsyncGenerator<Segment, void, undefined> {
  const segmentBytes = pcmBytes(format, segmentS);
  const shortestBytes = Math.min(pcmBytes(format, SHORTEST_DUBBED_S), segmentBytes);
  let preludeBytes = pcmBytes(format, from.preludeS ?? 0);
  let chunks: Buffer[] = [];
  let held = 0;
  let cut = 0;
  let encoding: EarlyEncoding | undefined;

  const take = (piece: Buffer): void => {
    if (held === 0 && preludeBytes === 0 && from.dubbable !== false) encoding = from.encode?.();
    encoding?.write(piece);
    chunks.push(piece);
    held += piece.length;
  };
  // A copy: a view would keep the whole input chunks in memory.
  const taken = (bytes: number): Buffer => {
    const pcm = Buffer.concat(chunks, bytes);
    [chunks, held] = [[], 0];
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
      const cutBytes = preludeBytes > 0 ? preludeBytes : segmentBytes;
      const piece = chunk.subarray(0, cutBytes - held);
      chunk = chunk.subarray(piece.length);
      take(piece);
      if (held < cutBytes) continue;
      if (preludeBytes > 0) {
        preludeBytes = 0;
        yield preludeSegment(taken(held), format, from);
      } else yield segment(taken(held));
    }
  }
  // A killed process may leave an incomplete sample.
  const rest = held - (held % frameBytes(format));
  if (rest > 0) yield segment(taken(rest));
}

function preludeSegment(pcm: Buffer, format: PcmFormat, { index, startS }: CutStart): Segment {
  const durationS = pcmDurationS(format, pcm.length);
  return { index, startS: startS - durationS, durationS, pcm, dubbable: false };
}
