import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type PublishEndpoints, type PublishProtocol, parsePublishUrl } from '../media/index.ts';
import { EnvironmentError } from './environment-error.ts';

const RESPONSE_WITHIN_MS = 3000;

interface Greeting {
  readonly request: (url: string) => Uint8Array | string;
  readonly isResponse: (firstBytes: Buffer) => boolean;
}

const GREETINGS: Readonly<Record<PublishProtocol, Greeting>> = {
  // Client and server exchange a version, 3, and 1536 bytes: RTMP 1.0, §5.2.
  rtmp: {
    request: () => Buffer.concat([Buffer.of(3), Buffer.alloc(1536)]),
    isResponse: (bytes) => bytes[0] === 3,
  },
  // Every server supports this method: RFC 2326, §10.1.
  rtsp: {
    request: (url) => `OPTIONS ${url}/ RTSP/1.0\r\nCSeq: 1\r\n\r\n`,
    isResponse: (bytes) => bytes.toString('latin1').startsWith('RTSP/1.'),
  },
};

/**
 * Checks that the media server accepts streams on its ports, which its API does not show. The output of a pipeline is read
 * over RTMP, whatever protocol its input uses.
 *
 * @throws {EnvironmentError} STREAM_PORT_DEAD
 */
export async function requireStreamPorts(
  endpoints: PublishEndpoints,
  publish: PublishProtocol,
  signal: AbortSignal,
): Promise<void> {
  const urls = new Set([endpoints.rtmpUrl, endpoints[`${publish}Url`]]);
  await Promise.all(Array.from(urls, (url) => greet(url, signal)));
}

async function greet(url: string, signal: AbortSignal): Promise<void> {
  const target = parsePublishUrl(url);
  if (target === undefined) return;
  const { protocol, host, port } = target;
  const greeting = GREETINGS[protocol];
  const within = AbortSignal.any([signal, AbortSignal.timeout(RESPONSE_WITHIN_MS)]);
  // ffmpeg does not verify certificates by default either.
  const socket = target.isEncrypted
    ? connectTls({ host, port, rejectUnauthorized: false })
    : connectTcp({ host, port });
  let problem: string | undefined;
  try {
    problem = problemOf(greeting, await firstBytes(socket, greeting.request(url), within));
  } catch (error) {
    signal.throwIfAborted();
    problem = within.aborted ? `no response within ${RESPONSE_WITHIN_MS} ms` : String(error);
  } finally {
    socket.destroy();
  }
  if (problem === undefined) return;
  throw new EnvironmentError(
    'STREAM_PORT_DEAD',
    `no ${protocol.toUpperCase()} at ${url}: ${problem}. Streams are published and read there. Check that MediaMTX listens on this ` +
      'port, and read its log from the first line.',
  );
}

async function firstBytes(
  socket: Socket,
  request: Uint8Array | string,
  signal: AbortSignal,
): Promise<Buffer | undefined> {
  socket.write(request);
  const [bytes] = await Promise.race([once(socket, 'data', { signal }), once(socket, 'end', { signal })]);
  return bytes;
}

function problemOf({ isResponse }: Greeting, response: Buffer | undefined): string | undefined {
  if (response === undefined) return 'the connection was closed without a response';
  if (isResponse(response)) return undefined;
  return `unexpected response: ${JSON.stringify(response.toString('latin1', 0, 40))}`;
}
