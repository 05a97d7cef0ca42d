import type { FaultClass } from './event.ts';
import { machineProblem } from './machine-error.ts';

export interface HarnessErrorOptions {
  /** Stable identifier of the error, such as `POLL_TIMEOUT`. */
  readonly code: string;
  /** Who has to act. */
  readonly fault: FaultClass;
  readonly cause?: unknown;
}

/**
 * Base class of the errors that the harness throws on purpose. Readonly properties of a subclass become the `data` of
 * its record (`toErrorRecord`). An error of any other class counts as a fault of the harness, except when the operating
 * system refused a call because of the state of the machine, such as a full disk.
 *
 * @example
 * class PortTakenError extends HarnessError {
 *   readonly port: number;
 *
 *   constructor(port: number) {
 *     super(`port ${port} is in use: stop the process that listens on it`, {
 *       code: 'PORT_TAKEN',
 *       fault: 'ENVIRONMENT',
 *     });
 *     this.port = port;
 *   }
 * }
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

/** Names the part of the pipeline that broke. Other errors at the same time are consequences of it. */
export class RootCauseError extends HarnessError {}

/** Who has to act on `error`. */
export function faultOf(error: unknown): FaultClass {
  if (error instanceof HarnessError) return error.fault;
  return machineProblem(error) === undefined ? 'HARNESS' : 'ENVIRONMENT';
}
