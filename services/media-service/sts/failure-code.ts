import { isRetryableCode, STS_ERROR_CODES } from '../../contracts/sts-error-code.ts';

/** Whether the protocol documents this code. */
export function isKnownCode(code: string): boolean {
  return Object.hasOwn(STS_ERROR_CODES, code);
}

/**
 * Whether a failure is the service's own, so that others will follow (retryable), and not this fragment's. For
 * codes of the protocol the protocol says so; for others, whoever thought of them.
 */
export function saysServiceIsIll(failure: { readonly code: string; readonly retryable: boolean }): boolean {
  return isKnownCode(failure.code) ? isRetryableCode(failure.code) : failure.retryable;
}
