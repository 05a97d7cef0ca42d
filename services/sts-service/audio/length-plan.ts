/** Limits of the playback speed (docs/protocol.md §1). */
const SLOWEST = 0.5;
const FASTEST = 2;

/** Relative length errors up to which a result is a success, or partial (docs/protocol.md §1). */
const SUCCESS_WITHIN = 0.1;
const PARTIAL_WITHIN = 0.2;

/**
 * Decoded AAC is longer than its source by up to two frames of 1024 samples: the encoder delay, where the container does
 * not declare it, and the padding of the last frame.
 */
const AAC_SLACK_SAMPLES = 2048;

/** The true rate of much audio that is labelled with a higher one. */
const COMMON_RATE_HZ = 44_100;

/**
 * The duration of a fragment's audio. The label is exact where it agrees with the decoded audio; otherwise, or when the
 * label is 0, the decoded duration is used.
 *
 * @param decodedMs duration of the decoded audio
 * @param labelledMs duration that the worker declared
 * @param labelledRateHz sample rate that the worker declared
 */
export function sourceDurationMs(decodedMs: number, labelledMs: number, labelledRateHz: number): number {
  const slackMs = (AAC_SLACK_SAMPLES / Math.min(labelledRateHz, COMMON_RATE_HZ)) * 1000;
  return labelledMs > 0 && Math.abs(decodedMs - labelledMs) <= slackMs ? labelledMs : decodedMs;
}

/** How speech is fitted to the duration of its source. */
export interface LengthPlan {
  /** Playback speed; above 1 is faster. */
  readonly tempo: number;
  /** Duration of the dubbed audio: the speech and the silence after it. */
  readonly durationMs: number;
  /** Excess duration of the dubbed audio, relative to the source. */
  readonly off: number;
  readonly status: 'success' | 'partial' | 'failed';
}

/**
 * Plans to stretch speech to the duration of its source. Speech that is still too short is padded with silence; the
 * excess of speech that is still too long determines the status.
 */
export function planLength(speechMs: number, sourceMs: number): LengthPlan {
  const tempo = Math.min(FASTEST, Math.max(SLOWEST, speechMs / sourceMs));
  const durationMs = Math.max(sourceMs, speechMs / tempo);
  const off = (durationMs - sourceMs) / sourceMs;
  const status = off <= SUCCESS_WITHIN ? 'success' : off <= PARTIAL_WITHIN ? 'partial' : 'failed';
  return { tempo, durationMs, off, status };
}
