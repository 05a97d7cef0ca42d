import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as sendRequest,
} from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { FaultStage } from '../fault-stage.ts';

/** A request that passes the relay. */
export interface RelayedRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** A response to it. */
export interface RelayedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer | string;
}

export interface HttpRelay {
  /** `http://host:port` of the service behind it. */
  readonly target: string;
  /** A free port by default. */
  readonly port?: number;
  /**
   * Answers a request. `forward` sends it to the service and resolves with its response. Every request is forwarded
   * by default.
   */
  respond?(
    request: RelayedRequest,
    forward: () => Promise<RelayedResponse>,
  ): Promise<RelayedResponse> | RelayedResponse;
  /** Answers a request to upgrade, such as to a websocket, with this status. Upgrades are relayed by default. */
  readonly refuseUpgradesWith?: number;
}

/**
 * Starts a reverse proxy before a service. It ends with the run.
 *
 * @returns its URL, without a path
 */
export async function startHttpRelay(stage: FaultStage, relay: HttpRelay): Promise<string> {
  const { target, port = 0, respond = (_, forward) => forward(), refuseUpgradesWith } = relay;
  const sockets = new Set<Socket>();
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const body = await buffer(incoming);
      const { method = 'GET', url: path = '/', headers } = incoming;
      const answer = await respond({ method, path, headers }, () => forward(target, incoming, body));
      const { 'transfer-encoding': _chunked, 'content-length': _length, ...kept } = answer.headers;
      outgoing.writeHead(answer.status, kept).end(answer.body);
    })().catch(() => outgoing.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (incoming: IncomingMessage, socket: Socket, head: Buffer) => {
    if (refuseUpgradesWith === undefined) relayUpgrade(target, { incoming, socket, head });
    else
      socket.end(`HTTP/1.1 ${refuseUpgradesWith} Refused\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
  });
  stage.defer(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function forward(target: string, incoming: IncomingMessage, body: Buffer): Promise<RelayedResponse> {
  const { method = 'GET', url: path = '/', headers } = incoming;
  const outgoing = sendRequest(new URL(path, target), { method, headers, agent: false });
  outgoing.end(body);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 502, headers: response.headers, body: await buffer(response) };
}

/** Repeats the request to the service, then relays bytes in both directions. */
function relayUpgrade(
  target: string,
  {
    incoming,
    socket,
    head,
  }: { readonly incoming: IncomingMessage; readonly socket: Socket; readonly head: Buffer },
): void {
  const { hostname, port } = new URL(target);
  const upstream = connect({ host: hostname, port: Number(port) });
  const lines = [`${incoming.method} ${incoming.url} HTTP/1.1`];
  for (let i = 0; i < incoming.rawHeaders.length; i += 2)
    lines.push(`${incoming.rawHeaders[i]}: ${incoming.rawHeaders[i + 1]}`);
  upstream.write(`${lines.join('\r\n')}\r\n\r\n`);
  upstream.write(head);
  socket.pipe(upstream).pipe(socket);
  for (const [one, other] of [
    [socket, upstream],
    [upstream, socket],
  ] as const) {
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
  }
}
