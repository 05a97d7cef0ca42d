import { type FaultClass, HarnessError } from '../engine/index.ts';

const FAULTS = {
  /** The target is not an address of the form `http://host:port`. */
  TAP_TARGET_INVALID: 'ENVIRONMENT',
  /** The listen address is in use, not of this machine, or not allowed. */
  TAP_CANNOT_LISTEN: 'ENVIRONMENT',
  /** An expected event did not arrive in time. */
  TAP_EVENT_MISSING: 'PRODUCT',
  /** The observer was closed while it waited. */
  TAP_CLOSED: 'HARNESS',
} as const satisfies Record<string, FaultClass>;

export type TapErrorCode = keyof typeof FAULTS;

/** The tap could not start, or an expected event did not pass it. */
export class TapError extends HarnessError {
  declare readonly code: TapErrorCode;

  constructor(code: TapErrorCode, message: string, cause?: unknown) {
    super(message, { code, fault: FAULTS[code], cause });
  }
}
