import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { Server } from 'socket.io';
import { MAX_MESSAGE_BYTES } from '../../contracts/fragment.ts';
import { exactParser } from '../wire/exact-parser.ts';

const PATH = '/socket.io';
const ALIAS = '/ws/sts';

/** The Socket.IO server, with the protocol's settings, on an HTTP server that has other routes as well. */
export function attachSocketServer(httpServer: HttpServer, corsOrigins: readonly string[]): Server {
  const io = new Server(httpServer, {
    path: PATH,
    addTrailingSlash: false,
    serveClient: false,
    transports: ['polling', 'websocket'],
    parser: exactParser,
    maxHttpBufferSize: MAX_MESSAGE_BYTES,
    pingInterval: 25_000,
    pingTimeout: 20_000,
    httpCompression: false,
    ...(corsOrigins.length === 0
      ? {}
      : { cors: { origin: corsOrigins.includes('*') ? '*' : [...corsOrigins] } }),
  });
  // Ahead of Socket.IO's own listeners, which know one path only.
  httpServer.prependListener('request', unalias);
  httpServer.prependListener('upgrade', unalias);
  return io;
}

function unalias(request: IncomingMessage): void {
  const { url } = request;
  if (url?.startsWith(ALIAS) && /^[/?]?$/.test(url.charAt(ALIAS.length))) {
    request.url = PATH + url.slice(ALIAS.length);
  }
}
