import type { FallbackReason } from '../../contracts/worker-status.ts';

/** Why a window has no dubbed audio; its original audio is aired instead. */
export class DubbingFailure extends Error {
  override readonly name = 'DubbingFailure';
  readonly code = 'DUBBING_FAILED';
  readonly reason: FallbackReason;

  constructor(reason: FallbackReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
