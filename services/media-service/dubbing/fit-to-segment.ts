import { type PcmFormat, pcmDurationS } from '../ffmpeg/pcm-format.ts';
import { DubbingFailure } from '../sts/dubbing-failure.ts';

/** The protocol accepts a deviation of up to 20 % (`partial`, docs/protocol.md §1). */
const MAX_DEVIATION = 0.2;

/**
 * Makes dubbed audio exactly as long as its segment: appends silence, or cuts the end.
 *
 * @param pcm dubbed samples in `format`
 * @param segmentBytes length of the segment's original PCM
 * @throws {DubbingFailure} reason `invalid_result` when the length is more than 20 % off
 */
export function fitToSegment(pcm: Buffer, segmentBytes: number, format: PcmFormat): Buffer {
  if (Math.abs(pcm.length - segmentBytes) > MAX_DEVIATION * segmentBytes) {
    const seconds = (bytes: number): string => `${pcmDurationS(format, bytes).toFixed(2)} s`;
    throw new DubbingFailure(
      'invalid_result',
      `the dubbed audio lasts ${seconds(pcm.length)}, its segment ${seconds(segmentBytes)}; expected a deviation of at most 20 %`,
    );
  }
  return pcm.length >= segmentBytes ? pcm.subarray(0, segmentBytes) : Buffer.concat([pcm], segmentBytes);
}
