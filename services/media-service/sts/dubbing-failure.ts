import { errorMessage } from '../../../lib/error-message.ts';
import type { FragmentProcessed } from '../../contracts/fragment.ts';
import { isRetryableCode, STS_ERROR_CODES } from '../../contracts/sts-error-code.ts';
import type { StsErrorNotice } from '../../contracts/sts-notice.ts';
import type { FallbackReason } from '../../contracts/worker-status.ts';
import type { Permit } from './breaker.ts';

export interface DubbingFailureOptions extends ErrorOptions {
  /** The STS service itself failed, so its breaker counts this failure. */
  readonly countsAsServiceFailure?: boolean;
}

/** The reason why a segment has no dubbed audio; its original audio is aired instead. */
export class DubbingFailure extends Error {
  override readonly name = 'DubbingFailure';
  readonly code = 'DUBBING_FAILED';
  readonly reason: FallbackReason;
  readonly countsAsServiceFailure: boolean;

  constructor(
    reason: FallbackReason,
    message: string,
    { countsAsServiceFailure = false, ...options }: DubbingFailureOptions = {},
  ) {
    super(message, options);
    this.reason = reason;
    this.countsAsServiceFailure = countsAsServiceFailure;
  }
}

/** Settles the permit of a fragment that was sent and has no usable dub. */
export function settleFailed(permit: Permit, error: unknown): void {
  const isServiceFailure = error instanceof DubbingFailure && error.countsAsServiceFailure;
  permit.settle(isServiceFailure ? 'failure' : 'neutral', errorMessage(error));
}

/** Whether the protocol defines this error code. */
export function isKnownCode(code: string): boolean {
  return Object.hasOwn(STS_ERROR_CODES, code);
}

/** @throws {DubbingFailure} when the result has status `failed` */
export function throwIfFailed({ status, error }: FragmentProcessed): void {
  if (status !== 'failed') return;
  const why = error === undefined ? 'no reason given' : `${error.code}: ${error.message}`;
  throw new DubbingFailure('failed', `the STS service failed to dub the fragment (${why})`, {
    countsAsServiceFailure: error !== undefined && isServiceFailure(error),
  });
}

/** The failure of the fragment that an `error` event names. */
export function rejectedFragment(notice: StsErrorNotice): DubbingFailure {
  const message = `the STS service rejected the fragment (${notice.code}: ${notice.message})`;
  return new DubbingFailure('failed', message, { countsAsServiceFailure: isServiceFailure(notice) });
}

/**
 * Whether the service failed (a retryable error), not this fragment only, so that later fragments will fail too. Codes
 * of the protocol define this; otherwise `retryable` does.
 */
function isServiceFailure({ code, retryable }: { readonly code: string; readonly retryable: boolean }) {
  return isKnownCode(code) ? isRetryableCode(code) : retryable;
}
