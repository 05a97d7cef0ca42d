/**
 * The codes of `error` events and of failed fragments, each with whether a worker may try again.
 * Only retryable failures count towards the worker's breaker.
 */
export const STS_ERROR_CODES = {
  AUTH_FAILED: { retryable: false },
  STREAM_NOT_FOUND: { retryable: false },
  INVALID_CONFIG: { retryable: false },
  FRAGMENT_TOO_LARGE: { retryable: false },
  TIMEOUT: { retryable: true },
  MODEL_ERROR: { retryable: true },
  GPU_OOM: { retryable: true },
  QUEUE_FULL: { retryable: true },
  INVALID_SEQUENCE: { retryable: false },
  RATE_LIMIT: { retryable: true },
  ASR_FAILED: { retryable: false },
  TRANSLATION_FAILED: { retryable: false },
  TTS_SYNTHESIS_FAILED: { retryable: false },
  RATE_LIMIT_EXCEEDED: { retryable: true },
  TRANSLATION_API_UNAVAILABLE: { retryable: true },
  UNSUPPORTED_LANGUAGE: { retryable: false },
  INVALID_AUDIO_FORMAT: { retryable: false },
  DURATION_MISMATCH_EXCEEDED: { retryable: false },
} as const satisfies Record<string, { retryable: boolean }>;

/** One of the documented codes. A peer may send others: treat those as not retryable. */
export type StsErrorCode = keyof typeof STS_ERROR_CODES;

/** Whether a worker may try again after this code; one that is not documented is not retryable. */
export function isRetryableCode(code: string): boolean {
  return Object.hasOwn(STS_ERROR_CODES, code) && STS_ERROR_CODES[code as StsErrorCode].retryable;
}
