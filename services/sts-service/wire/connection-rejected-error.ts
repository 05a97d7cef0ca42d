import type { ExtendedError } from 'socket.io';
import type { StsErrorCode } from '../../contracts/sts-error-code.ts';

/** Rejects a Socket.IO connection. The client receives `data` with its `connect_error` event. */
export class ConnectionRejectedError extends Error implements ExtendedError {
  readonly code: StsErrorCode;
  readonly data: { readonly code: StsErrorCode; readonly message: string; readonly retryable: false };

  /** @param reason the problem with the handshake, and the expected value */
  constructor(code: StsErrorCode, reason: string) {
    super(`${code}: ${reason}`);
    this.name = 'ConnectionRejectedError';
    this.code = code;
    this.data = { code, message: this.message, retryable: false };
  }
}
