import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { type PublishEndpoints, type PublishProtocol, parsePublishUrl } from '../media/index.ts';
import { EnvironmentError } from './environment-error.ts';

const ANSWER_WITHIN_MS = 3000;

interface Greeting {
  readonly question: (url: string) => Uint8Array | string;
  readonly isAnswer: (firstBytes: Buffer) => boolean;
}

const GREETINGS: Readonly<Record<PublishProtocol, Greeting>> = {
  // Client and server exchange a version, 3, and 1536 bytes: RTMP 1.0, §5.2.
  rtmp: {
    question: () => Buffer.concat([Buffer.of(3), Buffer.alloc(1536)]),
    isAnswer: (bytes) => bytes[0] === 3,
  },
  // Every server supports this method: RFC 2326, §10.1.
  rtsp: {
    question: (url) => `OPTIONS ${url}/ RTSP/1.0\r\nCSeq: 1\r\n\r\n`,
    isAnswer: (bytes) => bytes.toString('latin1').startsWith('RTSP/1.'),
  },
};

/**
 * Looks whether the media server takes streams where it is told to: its API answers without that as well. The output
 * of a pipeline is read over RTMP, whatever its input is published with.
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
  const within = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
  // As ffmpeg does, which asks nobody for a certificate either.
  const socket = target.isEncrypted
    ? connectTls({ host, port, rejectUnauthorized: false })
    : connectTcp({ host, port });
  let problem: string | undefined;
  try {
    problem = whatIsWrong(greeting, await firstBytes(socket, greeting.question(url), within));
  } catch (error) {
    signal.throwIfAborted();
    problem = within.aborted ? `no answer within ${ANSWER_WITHIN_MS} ms` : String(error);
  } finally {
    socket.destroy();
  }
  if (problem === undefined) return;
  throw new EnvironmentError(
    'STREAM_PORT_DEAD',
    `no ${protocol.toUpperCase()} at ${url}: ${problem}. Streams are published and read there: see whether MediaMTX listens on that ` +
      'port, and what it logged when it began to.',
  );
}

async function firstBytes(
  socket: Socket,
  question: Uint8Array | string,
  signal: AbortSignal,
): Promise<Buffer | undefined> {
  socket.write(question);
  const [bytes] = await Promise.race([once(socket, 'data', { signal }), once(socket, 'end', { signal })]);
  return bytes;
}

function whatIsWrong({ isAnswer }: Greeting, answer: Buffer | undefined): string | undefined {
  if (answer === undefined) return 'the connection was closed without an answer';
  if (isAnswer(answer)) return undefined;
  return `what answers there speaks something else: ${JSON.stringify(answer.toString('latin1', 0, 40))}`;
}
