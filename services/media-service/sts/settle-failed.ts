import { errorMessage } from '../../../lib/error-message.ts';
import { DubbingFailure } from '../dubbing/dubbing-failure.ts';
import type { Permit } from './breaker.ts';

/** Settles what was sent and brought no dub: it counts when it says that the STS service is ill. */
export function settleFailed(permit: Permit, error: unknown): void {
  const isIll = error instanceof DubbingFailure && error.serviceIsIll;
  permit.settle(isIll ? 'ill' : 'neither', errorMessage(error));
}
