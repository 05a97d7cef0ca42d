/**
 * Decoded AAC is longer than what was encoded by up to two frames of 1024 samples: the encoder's delay, where the
 * container does not carry it, and the fill of the last frame.
 */
const AAC_SLACK_SAMPLES = 2048;

/**
 * How long a fragment's sound lasts. The label is exact where it can be true; where the bytes contradict it, they
 * are right.
 *
 * @param decodedMs what came out of the decoder
 * @param labelledMs what the worker says
 * @param sampleRateHz the rate that the audio was encoded with, or is said to be
 */
export function sourceDurationMs(decodedMs: number, labelledMs: number, sampleRateHz: number): number {
  const slackMs = (AAC_SLACK_SAMPLES / sampleRateHz) * 1000;
  return Math.abs(decodedMs - labelledMs) <= slackMs ? labelledMs : decodedMs;
}
