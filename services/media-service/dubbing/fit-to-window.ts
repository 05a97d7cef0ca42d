import { type PcmFormat, pcmDurationS } from '../ffmpeg/pcm-format.ts';
import { DubbingFailure } from './dubbing-failure.ts';

/** The protocol lets a service be off by 20 % (`partial`); what is further off is not this window's audio. */
const LONGEST_DEVIATION = 0.2;

/**
 * Makes dubbed audio exactly as long as its window: silence is added at the end, or the end is cut.
 *
 * @param pcm dubbed samples in `format`
 * @param windowBytes length of the window's original PCM
 * @throws {DubbingFailure} reason `invalid_result` when the length is more than 20 % off
 */
export function fitToWindow(pcm: Buffer, windowBytes: number, format: PcmFormat): Buffer {
  if (Math.abs(pcm.length - windowBytes) > LONGEST_DEVIATION * windowBytes) {
    const seconds = (bytes: number): string => `${pcmDurationS(format, bytes).toFixed(2)} s`;
    throw new DubbingFailure(
      'invalid_result',
      `the dubbed audio lasts ${seconds(pcm.length)}, its window ${seconds(windowBytes)}; at most 20 % off is accepted`,
    );
  }
  return pcm.length >= windowBytes ? pcm.subarray(0, windowBytes) : Buffer.concat([pcm], windowBytes);
}
