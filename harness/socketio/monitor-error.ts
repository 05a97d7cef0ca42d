import { HarnessError } from '../engine/index.ts';

export type MonitorErrorCode =
  /** Nothing listens at the address, or no Socket.IO server. */
  | 'MONITOR_UNREACHABLE'
  /** The service refused the connection: wrong token, unknown namespace. */
  | 'MONITOR_REFUSED'
  /** The server does not complete the handshake. */
  | 'MONITOR_NO_ANSWER'
  /** An expected event did not arrive in time. */
  | 'MONITOR_EVENT_MISSING'
  /** The monitor was closed while it waited, or never opened. */
  | 'MONITOR_CLOSED';

/** The monitor could not connect, or an expected event did not arrive. */
export class MonitorError extends HarnessError {
  declare readonly code: MonitorErrorCode;
  readonly url: string;
  /** A description of the last observed state. */
  readonly lastState: string;

  constructor(code: MonitorErrorCode, url: string, problem: string, lastState: string, cause?: unknown) {
    super(`STS monitor ${url}: ${problem} (${lastState})`, {
      code,
      fault: code === 'MONITOR_CLOSED' ? 'HARNESS' : 'PRODUCT',
      cause,
    });
    this.url = url;
    this.lastState = lastState;
  }
}
