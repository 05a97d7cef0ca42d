import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { Server } from 'socket.io';
import { MAX_MESSAGE_BYTES } from '../../contracts/fragment.ts';
import { exactNumberParser } from '../wire/exact-number-parser.ts';

/** Path of Engine.IO. */
export const SOCKET_PATH = '/socket.io';
const ALIAS = '/ws/sts';

/** Attaches a Socket.IO server with the settings of docs/protocol.md §1 to an HTTP server that has other routes too. */
export function attachSocketServer(httpServer: HttpServer, corsOrigins: readonly string[]): Server {
  const io = new Server(httpServer, {
    path: SOCKET_PATH,
    addTrailingSlash: false,
    serveClient: false,
    transports: ['polling', 'websocket'],
    parser: exactNumberParser,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    pingInterval: 25_000,
    pingTimeout: 20_000,
    httpCompression: false,
    ...(corsOrigins.length === 0
      ? {}
      : { cors: { origin: corsOrigins.includes('*') ? '*' : [...corsOrigins] } }),
  });
  // Before Socket.IO's listeners, which serve one path only.
  httpServer.prependListener('request', rewriteAlias);
  httpServer.prependListener('upgrade', rewriteAlias);
  return io;
}

function rewriteAlias(request: IncomingMessage): void {
  const { url } = request;
  if (url?.startsWith(ALIAS) && /^[/?]?$/.test(url.charAt(ALIAS.length))) {
    request.url = SOCKET_PATH + url.slice(ALIAS.length);
  }
}
