import type { FallbackReason } from '../../contracts/worker-status.ts';

export interface DubbingFailureOptions extends ErrorOptions {
  /** It is the STS service that is ill: its breaker counts this failure. */
  readonly serviceIsIll?: boolean;
}

/** Why a window has no dubbed audio; its original audio is aired instead. */
export class DubbingFailure extends Error {
  override readonly name = 'DubbingFailure';
  readonly code = 'DUBBING_FAILED';
  readonly reason: FallbackReason;
  readonly serviceIsIll: boolean;

  constructor(
    reason: FallbackReason,
    message: string,
    { serviceIsIll = false, ...options }: DubbingFailureOptions = {},
  ) {
    super(message, options);
    this.reason = reason;
    this.serviceIsIll = serviceIsIll;
  }
}
