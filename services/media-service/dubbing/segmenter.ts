import { frameBytes, type PcmFormat } from '../ffmpeg/pcm-format.ts';

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
 * Cuts PCM by counting samples, so that segment k starts at exactly k · segmentS on the stream's clock.
 *
 * @param audio PCM in `format`, in chunks of any size, the first sample at time 0
 */
export async function* cutSegments(
  audio: AsyncIterable<Buffer>,
  format: PcmFormat,
  segmentS: number,
): AsyncGenerator<Segment, void, undefined> {
  const bytesPerSecond = frameBytes(format) * format.sampleRateHz;
  const segmentBytes = Math.round(segmentS * format.sampleRateHz) * frameBytes(format);
  const shortestBytes = Math.min(SHORTEST_SEGMENT_S * bytesPerSecond, segmentBytes);
  let chunks: Buffer[] = [];
  let held = 0;
  let index = 0;

  const segment = (pcm: Buffer): Segment => ({
    index,
    startS: (index++ * segmentBytes) / bytesPerSecond,
    durationS: pcm.length / bytesPerSecond,
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
    chunks = [Buffer.from(whole)];
    held = whole.length;
  }
  if (held > 0) yield segment(Buffer.concat(chunks, held));
}
