import { setTimeout as sleep } from 'node:timers/promises';
import { type PcmFormat, sampleAt } from '../ffmpeg/pcm-format.ts';

/** More than an output is behind its source. */
const AIRED_WITHIN_MS = 30_000;
const POLL_MS = 50;

/**
 * Waits until the output has come to a time; for an output that is off the air, not for ever. Both times are counts
 * of samples, divided: as seconds they differ in their last bits, as samples they are the same or not.
 *
 * @param signal the wait then throws an AbortError
 */
export async function airedUpTo(
  endS: number,
  output: { readonly airedS: number },
  format: PcmFormat,
  signal: AbortSignal,
): Promise<void> {
  const deadlineMs = performance.now() + AIRED_WITHIN_MS;
  const end = sampleAt(format, endS);
  while (sampleAt(format, output.airedS) < end && performance.now() < deadlineMs)
    await sleep(POLL_MS, undefined, { signal });
}
