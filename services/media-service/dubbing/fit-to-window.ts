import { frameBytes, type PcmFormat } from '../ffmpeg/pcm-format.ts';
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
  const deviation = Math.abs(pcm.length - windowBytes) / windowBytes;
  if (deviation > LONGEST_DEVIATION) {
    const seconds = (bytes: number): string => (bytes / frameBytes(format) / format.sampleRateHz).toFixed(2);
    throw new DubbingFailure(
      'invalid_result',
      `the dubbed audio lasts ${seconds(pcm.length)} s, its window ${seconds(windowBytes)} s; at most 20 % off is accepted`,
    );
  }
  if (pcm.length >= windowBytes) return pcm.subarray(0, windowBytes);
  return Buffer.concat([pcm], windowBytes);
}
