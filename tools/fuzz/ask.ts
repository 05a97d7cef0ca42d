import { Agent, type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';

/** Longer than any right answer takes on a busy machine. */
const ANSWER_TIMEOUT_MS = 10_000;
/** A service that waits for the rest of a request says nothing: this is how long it is listened to. */
const SILENCE_MS = 250;

const agent = new Agent({ keepAlive: true, maxSockets: 32 });

/** A request that HTTP allows, whatever is in it. */
export interface Ask {
  readonly method: string;
  /** Goes out as it is. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What was answered. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Sends a request. @throws {Error} when there is no answer */
export async function ask(baseUrl: string, { method, path, headers = {}, body }: Ask): Promise<Answer> {
  const { hostname, port } = new URL(baseUrl);
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
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

/** Sends bytes to a port, and gives what comes back until the service closes, or has nothing more to say. */
export async function sendBytes(baseUrl: string, bytes: Uint8Array): Promise<string> {
  const { hostname, port } = new URL(baseUrl);
  const { promise, resolve } = Promise.withResolvers<void>();
  const socket = connect(Number(port), hostname);
  const received: Buffer[] = [];
  socket.setTimeout(SILENCE_MS, resolve);
  socket.on('data', (chunk) => received.push(chunk));
  socket.on('close', () => resolve());
  // A service may well reset a connection on which it was told nonsense.
  socket.on('error', () => resolve());
  socket.write(bytes);
  await promise;
  socket.destroy();
  return Buffer.concat(received).toString('latin1');
}

/** Ends the connections that are kept. */
export function hangUp(): void {
  agent.destroy();
}
