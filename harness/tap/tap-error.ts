import { type FaultClass, HarnessError } from '../engine/index.ts';

const FAULTS = {
  /** The target is not an address of the form `http://host:port`. */
  TAP_TARGET_INVALID: 'ENVIRONMENT',
  /** Nobody can listen at the given address: it is taken, or not this machine's, or not allowed. */
  TAP_CANNOT_LISTEN: 'ENVIRONMENT',
  /** The event waited for did not come in time. */
  TAP_EVENT_MISSING: 'PRODUCT',
  /** The observer was closed meanwhile. */
  TAP_CLOSED: 'HARNESS',
} as const satisfies Record<string, FaultClass>;

export type TapErrorCode = keyof typeof FAULTS;

/** The tap could not be started, or did not see what was waited for. */
export class TapError extends HarnessError {
  declare readonly code: TapErrorCode;

  constructor(code: TapErrorCode, message: string, cause?: unknown) {
    super(message, { code, fault: FAULTS[code], cause });
  }
}
