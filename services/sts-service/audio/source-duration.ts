/**
 * Decoded AAC is longer than what was encoded by up to two frames of 1024 samples: the encoder's delay, where the
 * container does not carry it, and the fill of the last frame.
 */
const AAC_SLACK_SAMPLES = 2048;

/** The rate that audio labelled with a higher one often has in truth. */
const COMMON_RATE_HZ = 44_100;

/**
 * How long a fragment's sound lasts. The label is exact where it can be true; where the bytes contradict it, or it
 * says 0, they are right.
 *
 * @param decodedMs what came out of the decoder
 * @param labelledMs what the worker says
 * @param labelledRateHz the rate that it says the audio has
 */
export function sourceDurationMs(decodedMs: number, labelledMs: number, labelledRateHz: number): number {
  const slackMs = (AAC_SLACK_SAMPLES / Math.min(labelledRateHz, COMMON_RATE_HZ)) * 1000;
  return labelledMs > 0 && Math.abs(decodedMs - labelledMs) <= slackMs ? labelledMs : decodedMs;
}
