import { once } from 'node:events';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Endpoints } from './environment.ts';
import { EnvironmentError } from './environment-error.ts';

const ANSWER_WITHIN_MS = 3000;

interface Greeting {
  readonly defaultPort: number;
  readonly encrypted: boolean;
  readonly question: (url: string) => Uint8Array | string;
  readonly isAnswer: (firstBytes: Buffer) => boolean;
}

/** Client and server send each other a version, 3, and 1536 bytes: RTMP 1.0, §5.2. */
const RTMP = {
  question: () => Buffer.concat([Buffer.of(3), Buffer.alloc(1536)]),
  isAnswer: (bytes: Buffer) => bytes[0] === 3,
};
/** The method that every server has: RFC 2326, §10.1. */
const RTSP = {
  question: (url: string) => `OPTIONS ${url}/ RTSP/1.0\r\nCSeq: 1\r\n\r\n`,
  isAnswer: (bytes: Buffer) => bytes.toString('latin1').startsWith('RTSP/1.'),
};

const GREETINGS: Readonly<Record<string, Greeting>> = {
  'rtmp:': { ...RTMP, defaultPort: 1935, encrypted: false },
  'rtmps:': { ...RTMP, defaultPort: 1936, encrypted: true },
  'rtsp:': { ...RTSP, defaultPort: 554, encrypted: false },
  'rtsps:': { ...RTSP, defaultPort: 322, encrypted: true },
};

/**
 * Looks whether the media server takes streams where it is told to: its API answers without that as well. The output
 * of a pipeline is read over RTMP, whatever its input is published with.
 *
 * @throws {EnvironmentError} STREAM_PORT_DEAD
 */
export async function requireStreamPorts(
  { rtmpUrl, rtspUrl }: Pick<Endpoints, 'rtmpUrl' | 'rtspUrl'>,
  publish: 'rtmp' | 'rtsp',
  signal: AbortSignal,
): Promise<void> {
  const urls = publish === 'rtmp' ? [rtmpUrl] : [rtmpUrl, rtspUrl];
  await Promise.all(urls.map((url) => greet(url, signal)));
}

async function greet(url: string, signal: AbortSignal): Promise<void> {
  const { protocol, hostname, port } = new URL(url);
  const greeting = GREETINGS[protocol];
  if (greeting === undefined) return;
  const within = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
  const place = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || greeting.defaultPort };
  // As ffmpeg does, which asks nobody for a certificate either.
  const socket = greeting.encrypted ? connectTls({ ...place, rejectUnauthorized: false }) : connectTcp(place);
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
  const name = protocol.slice(0, -1).toUpperCase();
  throw new EnvironmentError(
    'STREAM_PORT_DEAD',
    `no ${name} at ${url}: ${problem}. Streams are published and read there: see whether MediaMTX listens on that ` +
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
