import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';

/** Longer than any valid response takes on a busy machine. */
const RESPONSE_TIMEOUT_MS = 10_000;
/** How long to wait for a service that sends nothing because it waits for the rest of a request. */
const SILENCE_MS = 250;

const agent = new Agent({ keepAlive: true, maxSockets: 32 });

/** A request in valid HTTP syntax, with any content. */
export interface HttpRequest {
  readonly method: string;
  /** Sent unchanged. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Sends a request. @throws {Error} without a response */
export async function sendRequest(
  baseUrl: string,
  { method, path, headers = {}, body }: HttpRequest,
): Promise<HttpAnswer> {
  const { hostname, port } = new URL(baseUrl);
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  const signal = AbortSignal.timeout(RESPONSE_TIMEOUT_MS);
  const sent = request({ hostname, port, agent, method, path, headers: { ...headers, ...length }, signal });
  sent.on('response', (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('error', reject);
    response.on('end', () => {
      const { statusCode: status = 0, headers: given } = response;
      resolve({ status, headers: given, body: Buffer.concat(chunks).toString('utf8') });
    });
  });
  sent.on('error', reject);
  sent.end(body);
  return await promise;
}

/** Sends bytes to a port and returns the bytes received until the service closes the connection or stays silent. */
export async function sendBytes(baseUrl: string, bytes: Uint8Array): Promise<string> {
  const { hostname, port } = new URL(baseUrl);
  const { promise, resolve } = Promise.withResolvers<void>();
  const socket = connect(Number(port), hostname);
  const received: Buffer[] = [];
  socket.setTimeout(SILENCE_MS, resolve);
  socket.on('data', (chunk) => received.push(chunk));
  socket.on('close', () => resolve());
  // A service may reset a connection after invalid input.
  socket.on('error', () => resolve());
  socket.write(bytes);
  await promise;
  socket.destroy();
  return Buffer.concat(received).toString('latin1');
}

/** Closes the idle connections. */
export function closeConnections(): void {
  agent.destroy();
}
