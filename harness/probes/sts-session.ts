import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { io, type Socket } from 'socket.io-client';
import { errorMessage } from '../../lib/error-message.ts';
import { redactUrls, urlRedactor } from '../../lib/redact-url.ts';
import { stsErrorSchema } from '../../services/contracts/sts-notice.ts';
import type { ProbeResult } from '../run-data/probe-results.ts';
import { type FairDeadline, fairDeadline } from './fair-deadline.ts';
import { defineProbe, NEVER_MS, type ProbedPipeline, REQUEST_WITHIN_MS } from './probe.ts';
import { request } from './request.ts';

type StsSession = ProbeResult<'sts-session'>;

/** The address of an STS service. */
interface StsTarget {
  readonly target: NonNullable<StsSession['target']>;
  readonly url: string;
  /** Path of the Socket.IO server. */
  readonly path: string;
  readonly token: string | undefined;
}

/**
 * Opens a session as a worker does, with a stream id of its own, and ends it: at the address that the worker is
 * configured with, if it is known, and at the one of the environment.
 */
export const stsSessionProbe = defineProbe('sts-session', async (pipeline, signal) => {
  const targets = await stsTargets(pipeline, signal);
  return await Promise.all(targets.map((target) => openSession(target, signal)));
});

/** The worker's address is the last: the latest observation of a name counts. */
async function stsTargets(
  { endpoints, profile, tapUrl, placeOf }: ProbedPipeline,
  signal: AbortSignal,
): Promise<StsTarget[]> {
  const place = await placeOf('media-service', signal);
  const settings = (await place?.environment(signal)) ?? {};
  const { path } = profile.socketio;
  const common = { path, token: settings.STS_AUTH_TOKEN || undefined };
  // A session through the tap would be an event of the observed connection, and a container may have other names.
  const isKnown = place?.isThisMachine === true && settings.STS_URL !== tapUrl;
  const ofWorker = isKnown ? settings.STS_URL : undefined;
  const ofEnvironment = endpoints?.stsUrl;
  return [
    ...(ofEnvironment === undefined || sameAddress(ofEnvironment, ofWorker)
      ? []
      : [{ target: 'environment' as const, url: ofEnvironment, ...common }]),
    ...(ofWorker === undefined ? [] : [{ target: 'worker-setting' as const, url: ofWorker, ...common }]),
  ];
}

function sameAddress(a: string, b: string | undefined): boolean {
  return b !== undefined && URL.canParse(b) && new URL(a).href === new URL(b).href;
}

async function openSession(target: StsTarget, signal: AbortSignal): Promise<StsSession> {
  const { url, path } = target;
  const shown = { target: target.target, url: redactUrls(url), path };
  if (!URL.canParse(url)) return { ...shown, reached: 'none', error: 'it is not a URL' };
  // Socket.IO takes the path of the URL as the namespace.
  const session = { ...shown, namespace: new URL(url).pathname };
  using deadline = fairDeadline(REQUEST_WITHIN_MS, signal);
  const within = deadline.signal;
  try {
    await connectTcp(new URL(url), within);
  } catch (error) {
    return { ...session, reached: 'none', error: problemOf(error, deadline) };
  }
  const outcome = await openSocketSession(target, deadline);
  if (outcome.reached !== 'tcp' || within.aborted) return { ...session, ...outcome };
  return { ...session, ...outcome, ...(await requestPolling(target, within)) };
}

async function connectTcp({ hostname, port, protocol }: URL, signal: AbortSignal): Promise<void> {
  const isEncrypted = protocol === 'https:' || protocol === 'wss:';
  const socket = connect({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || (isEncrypted ? 443 : 80),
  });
  try {
    await once(socket, 'connect', { signal });
  } finally {
    socket.destroy();
  }
}

function problemOf(error: unknown, deadline: FairDeadline): string {
  if (deadline.isOver) return `no connection within ${REQUEST_WITHIN_MS} ms`;
  return deadline.signal.aborted ? 'no connection before the probes ended' : errorMessage(error);
}

type SocketOutcome = Pick<StsSession, 'reached' | 'error' | 'status' | 'transport' | 'refusal'>;

async function openSocketSession(
  { url, path, token }: StsTarget,
  deadline: FairDeadline,
): Promise<SocketOutcome> {
  const { signal } = deadline;
  const streamId = `probe-${randomBytes(4).toString('hex')}`;
  const socket = io(url, {
    path,
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    timeout: NEVER_MS,
    ...(token === undefined ? {} : { auth: { token } }),
  });
  const { promise, resolve } = Promise.withResolvers<SocketOutcome>();
  let reached: SocketOutcome['reached'] = 'tcp';
  let transport: string | undefined;
  const end = (outcome: Omit<SocketOutcome, 'reached' | 'transport'> = {}): void =>
    resolve({ reached, ...(transport === undefined ? {} : { transport }), ...outcome });
  const expected = {
    tcp: 'Engine.IO handshake',
    'engine.io': 'answer to the connection to the namespace',
    init: 'answer to stream:init',
  } as const;
  const onAbort = (): void => {
    const missing = expected[reached as keyof typeof expected];
    end({
      error: `no ${missing} ${deadline.isOver ? `within ${REQUEST_WITHIN_MS} ms` : 'before the probes ended'}`,
    });
  };
  signal.addEventListener('abort', onAbort, { once: true });
  const hide = urlRedactor(url);
  socket.io.on('open', () => {
    reached = 'engine.io';
    transport = socket.io.engine.transport.name;
  });
  socket.on('connect', () => {
    reached = 'init';
    socket.emit('stream:init', initOf(streamId));
  });
  socket.on('connect_error', (error: Error & { readonly description?: unknown; readonly data?: unknown }) => {
    const reason = reasonOf(error);
    const status = /Unexpected server response: (\d{3})/.exec(reason)?.[1];
    end({ error: hide(reason), ...(status === undefined ? {} : { status: Number(status) }) });
  });
  socket.on('stream:ready', () => {
    reached = 'ready';
    end();
  });
  socket.on('error', (payload: unknown) => {
    const notice = stsErrorSchema.safeParse(payload).data;
    if (notice?.severity === 'warning') return;
    const { code = 'unknown', message = JSON.stringify(payload).slice(0, 200) } = notice ?? {};
    end({ error: `the service answered stream:init with ${code}: ${message}`, refusal: { code, message } });
  });
  socket.on('disconnect', (reason) => end({ error: `the service closed the connection (${reason})` }));
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', onAbort);
    endSession(socket, streamId);
  }
}

function initOf(streamId: string) {
  return {
    stream_id: streamId,
    worker_id: 'dubstep-probe',
    config: {
      source_language: 'en',
      target_language: 'es',
      chunk_duration_ms: 6000,
      sample_rate_hz: 48_000,
      channels: 1,
      format: 'm4a',
    },
  };
}

/** The message of the WebSocket, which Socket.IO wraps. */
function reasonOf(error: Error & { readonly description?: unknown }): string {
  const { description } = error;
  const inner = typeof description === 'object' && description !== null ? description : {};
  return 'message' in inner && typeof inner.message === 'string' ? inner.message : error.message;
}

function endSession(socket: Socket, streamId: string): void {
  socket.removeAllListeners();
  if (socket.connected) socket.emit('stream:end', { stream_id: streamId, reason: 'probe completed' });
  socket.disconnect();
}

/** The response to a handshake by HTTP, which distinguishes a refused WebSocket from a wrong address. */
async function requestPolling(
  { url, path }: StsTarget,
  signal: AbortSignal,
): Promise<Pick<StsSession, 'polling'>> {
  const address = new URL(`${path}?EIO=4&transport=polling`, url.replace(/^ws/, 'http'));
  const outcome = await request(address.href, signal).catch(() => undefined);
  if (outcome === undefined) return {};
  const { body, status, contentType, redirectedTo, error } = outcome;
  const isHandshake = status === 200 && body?.startsWith('0{') === true;
  return { polling: { isHandshake, status, contentType, redirectedTo, error } };
}
