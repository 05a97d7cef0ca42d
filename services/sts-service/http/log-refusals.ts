import type { Server as HttpServer, IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { Server } from 'socket.io';
import type { Logger } from '../../runtime/logger.ts';
import { SOCKET_PATH } from './socket-server.ts';

/** Longer paths and namespaces of clients are cut. */
const MAX_LENGTH = 200;

/** Logs requests for paths that the service does not have. Call it before adding routes. */
export function logUnknownPaths(app: FastifyInstance, log: Logger): void {
  app.addHook('onRequest', async ({ is404, method, url }) => {
    if (is404) log.warn({ method, path: pathOf(url) }, 'request refused: no such path');
  });
}

/** Logs connections of workers and observers that are refused before a session exists. */
export function logRefusals(io: Server, httpServer: HttpServer, log: Logger): void {
  httpServer.on('upgrade', ({ url }: IncomingMessage) => {
    const path = pathOf(url ?? '');
    if (!path.startsWith(SOCKET_PATH)) log.warn({ path }, 'connection refused: no Socket.IO at this path');
  });
  io.engine.on('connection_error', ({ code, message }: { code: number; message: string }) => {
    log.warn({ code }, `connection refused: ${message}`);
  });
  // Called for namespaces that do not exist; Socket.IO then answers "Invalid namespace".
  io.of((name, _auth, next) => {
    log.warn({ namespace: name.slice(0, MAX_LENGTH) }, 'connection refused: no such namespace');
    next(null, false);
  });
}

/** Without the query, which may carry a token. */
function pathOf(url: string): string {
  return (url.split('?')[0] ?? '').slice(0, MAX_LENGTH);
}
