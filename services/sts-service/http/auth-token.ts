import type { ExtendedError, Socket } from 'socket.io';
import { equalSecrets } from '../../../lib/equal-secrets.ts';

/** A connection without the right token. Socket.IO hands `data` to the client as its `connect_error`. */
export class AuthFailedError extends Error implements ExtendedError {
  readonly code = 'AUTH_FAILED';
  readonly data: { readonly code: string; readonly message: string; readonly retryable: false };

  constructor() {
    super('AUTH_FAILED: send the token of STS_AUTH_TOKEN as auth.token.');
    this.name = 'AuthFailedError';
    this.data = { code: this.code, message: this.message, retryable: false };
  }
}

/**
 * Socket.IO middleware that lets only those in who send `token` as `auth.token`, with or without `Bearer ` before
 * it.
 */
export function requireToken(token: string) {
  return (socket: Socket, next: (error?: ExtendedError) => void): void => {
    next(isToken(socket.handshake.auth.token, token) ? undefined : new AuthFailedError());
  };
}

/** Whether `sent` is the token, with or without a `Bearer ` prefix. Compares in constant time. */
export function isToken(sent: unknown, token: string): boolean {
  const text = typeof sent === 'string' ? sent.replace(/^Bearer /i, '') : '';
  return equalSecrets(text, token);
}
