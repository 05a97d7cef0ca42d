/**
 * Codes of `error` events and of failed fragments. Only retryable failures count towards the breaker of the worker.
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

/** A documented code. Peers may send other codes; those are not retryable. */
export type StsErrorCode = keyof typeof STS_ERROR_CODES;

/** Whether a worker may retry after this code. Undocumented codes are not retryable. */
export function isRetryableCode(code: string): boolean {
  return Object.hasOwn(STS_ERROR_CODES, code) && STS_ERROR_CODES[code as StsErrorCode].retryable;
}
