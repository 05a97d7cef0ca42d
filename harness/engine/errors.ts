import type { FaultClass } from './event.ts';

export interface HarnessErrorOptions {
  /** Stable name of what happened, e.g. `POLL_TIMEOUT`. */
  readonly code: string;
  /** Who has to act on it. */
  readonly fault: FaultClass;
  readonly cause?: unknown;
}

/**
 * Base of every error that the harness throws on purpose. A subclass keeps what it knows in readonly
 * properties of its own: they become the `data` of the error's record. An error of any other class counts as
 * a fault of the harness.
 */
export class HarnessError extends Error {
  readonly code: string;
  readonly fault: FaultClass;

  constructor(message: string, options: HarnessErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = options.code;
    this.fault = options.fault;
  }
}

/** Names the part that is broken. Whatever else goes wrong at the time comes of it. */
export class RootCauseError extends HarnessError {}

/** Who has to act on `error`. */
export function faultOf(error: unknown): FaultClass {
  return error instanceof HarnessError ? error.fault : 'HARNESS';
}
