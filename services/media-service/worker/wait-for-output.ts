import { setTimeout as sleep } from 'node:timers/promises';
import type { Dubber } from '../dubbing/dubber.ts';
import { type PcmFormat, sampleAt } from '../ffmpeg/pcm-format.ts';

/** Longest wait for the output to catch up. */
const MAX_LAG_MS = 30_000;
const AIRED_POLL_MS = 50;
const BUFFER_POLL_MS = 40;

/**
 * Waits until the output has reached a time, but no longer than {@link MAX_LAG_MS}: the output may be offline. Both times are counts of
 * samples divided by the rate. They are compared as samples, because as seconds they differ in their last bits.
 *
 * @param signal aborts the wait, which then throws an AbortError
 */
export async function waitUntilAired(
  endS: number,
  output: { readonly airedS: number },
  format: PcmFormat,
  signal: AbortSignal,
): Promise<void> {
  const deadlineMs = performance.now() + MAX_LAG_MS;
  const end = sampleAt(format, endS);
  while (sampleAt(format, output.airedS) < end && performance.now() < deadlineMs)
    await sleep(AIRED_POLL_MS, undefined, { signal });
}

export interface BufferSpaceOptions {
  /** The source media that waits to be aired. */
  readonly buffer: { readonly isFull: boolean };
  readonly output: { readonly isStarving: boolean };
  readonly dubber: Pick<Dubber, 'expireOldest'>;
  readonly signal: AbortSignal;
}

/**
 * Waits until the buffer has space for more of the source; the rest stays in the recording. While the output has no audio,
 * waiting would not free any space: then the oldest segment in progress falls back. If no segment is in progress, because
 * its end has not been read, the buffer exceeds its limit.
 */
export async function waitForBufferSpace({
  buffer,
  output,
  dubber,
  signal,
}: BufferSpaceOptions): Promise<void> {
  while (buffer.isFull) {
    if (output.isStarving && !dubber.expireOldest('the media buffer of the worker is full')) return;
    await sleep(BUFFER_POLL_MS, undefined, { signal });
  }
}
