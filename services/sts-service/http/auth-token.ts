import type { ExtendedError, Socket } from 'socket.io';
import { equalSecrets } from '../../../lib/equal-secrets.ts';
import type { Logger } from '../../runtime/logger.ts';
import { ConnectionRejectedError } from '../wire/connection-rejected-error.ts';

/** Socket.IO middleware that rejects connections without `token` in `auth.token`; a `Bearer ` prefix is optional. */
export function requireToken(token: string, log: Logger) {
  return (socket: Socket, next: (error?: ExtendedError) => void): void => {
    if (isToken(socket.handshake.auth.token, token)) {
      next();
      return;
    }
    log.warn({ namespace: socket.nsp.name }, 'connection refused: auth.token is missing or wrong');
    next(new ConnectionRejectedError('AUTH_FAILED', 'send the token of STS_AUTH_TOKEN as auth.token.'));
  };
}

/** Whether `received` is the token, with or without a `Bearer ` prefix. Compares in constant time. */
export function isToken(received: unknown, token: string): boolean {
  const text = typeof received === 'string' ? received.replace(/^Bearer /i, '') : '';
  return equalSecrets(text, token);
}
