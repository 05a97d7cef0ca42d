import type { FragmentProcessed } from '../../contracts/fragment.ts';
import { isRetryableCode, STS_ERROR_CODES } from '../../contracts/sts-error-code.ts';
import type { StsErrorNotice } from '../../contracts/sts-notice.ts';
import { DubbingFailure } from '../dubbing/dubbing-failure.ts';

/** Whether the protocol documents this code. */
export function isKnownCode(code: string): boolean {
  return Object.hasOwn(STS_ERROR_CODES, code);
}

/** @throws {DubbingFailure} when the result says that there is no dub */
export function throwIfFailed({ status, error }: FragmentProcessed): void {
  if (status !== 'failed') return;
  const why = error === undefined ? 'no reason given' : `${error.code}: ${error.message}`;
  throw new DubbingFailure('failed', `the STS service could not dub it (${why})`, {
    serviceIsIll: error !== undefined && isOfService(error),
  });
}

/** What an error means for the fragment that it names. */
export function refusedFragment(notice: StsErrorNotice): DubbingFailure {
  const message = `the STS service refused it (${notice.code}: ${notice.message})`;
  return new DubbingFailure('failed', message, { serviceIsIll: isOfService(notice) });
}

/**
 * Whether a failure is the service's own (retryable), so that others will follow, and not this fragment's. For
 * codes of the protocol the protocol says so; for others, whoever thought of them.
 */
function isOfService({ code, retryable }: { readonly code: string; readonly retryable: boolean }): boolean {
  return isKnownCode(code) ? isRetryableCode(code) : retryable;
}
