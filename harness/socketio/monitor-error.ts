import { HarnessError } from '../engine/index.ts';

export type MonitorErrorCode =
  /** Nobody listens there, or no Socket.IO server does. */
  | 'MONITOR_UNREACHABLE'
  /** The service answered and said no: wrong token, no such namespace. */
  | 'MONITOR_REFUSED'
  /** Something is there and does not finish the handshake. */
  | 'MONITOR_NO_ANSWER'
  /** The event waited for did not come in time. */
  | 'MONITOR_EVENT_MISSING'
  /** The monitor was closed meanwhile, or never opened. */
  | 'MONITOR_CLOSED';

/** The observer could not connect, or did not see what it waited for. */
export class MonitorError extends HarnessError {
  declare readonly code: MonitorErrorCode;
  readonly url: string;
  /** What was seen last, in words. */
  readonly lastState: string;

  constructor(code: MonitorErrorCode, url: string, what: string, lastState: string, cause?: unknown) {
    super(`STS monitor ${url}: ${what} (${lastState})`, {
      code,
      fault: code === 'MONITOR_CLOSED' ? 'HARNESS' : 'PRODUCT',
      cause,
    });
    this.url = url;
    this.lastState = lastState;
  }
}
