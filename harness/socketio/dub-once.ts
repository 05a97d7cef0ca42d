import { randomUUID } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import {
  type FragmentAudio,
  type FragmentProcessed,
  fragmentProcessedSchema,
} from '../../services/contracts/fragment.ts';
import { HarnessError } from '../engine/index.ts';
import { DOCUMENTED_NAMES, type FragmentEventNames } from './observed-events.ts';

/** The STS service did not dub a fragment that the harness sent. */
export class DubOnceError extends HarnessError {
  readonly url: string;
  /** A description of the last observed state. */
  readonly lastState: string;

  constructor(url: string, lastState: string, cause?: unknown) {
    super(`the STS service at ${url} did not dub a fragment: ${lastState}`, {
      code: 'DUB_ONCE_FAILED',
      fault: 'PRODUCT',
      cause,
    });
    this.url = url;
    this.lastState = lastState;
  }
}

export interface DubOnceOptions {
  readonly url: string;
  /** Path of the Socket.IO server. `/socket.io/` by default. */
  readonly path?: string | undefined;
  /** The service's names of the events that carry fragments. The documented names by default. */
  readonly names?: FragmentEventNames | undefined;
  readonly streamId: string;
  readonly audio: FragmentAudio;
  /** BCP 47 tags. */
  readonly languages: { readonly source: string; readonly target: string };
  readonly domainHints: readonly string[];
  readonly signal: AbortSignal;
  readonly withinMs: number;
}

/**
 * Acts as a worker: opens a session, sends one fragment and returns its result. This tests the STS service without the
 * rest of the pipeline.
 *
 * @throws {DubOnceError} with the last state that was reached
 */
export async function dubOnce(options: DubOnceOptions): Promise<FragmentProcessed> {
  const { url, path, names = DOCUMENTED_NAMES, streamId, audio, signal, withinMs } = options;
  const socket = io(url, {
    ...(path === undefined ? {} : { path }),
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    timeout: withinMs,
  });
  try {
    return await new Promise<FragmentProcessed>((resolve, reject) => {
      let lastState = 'connecting';
      const fail = (problem: string, cause?: unknown): void => reject(new DubOnceError(url, problem, cause));
      const deadline = AbortSignal.timeout(withinMs);
      deadline.addEventListener('abort', () =>
        fail(`no result within ${withinMs} ms; last state: ${lastState}`),
      );
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });

      socket.on('connect', () => {
        lastState = 'connected, stream:init sent';
        socket.emit('stream:init', createInit(options));
      });
      socket.on('stream:ready', () => {
        lastState = `stream:ready received, ${names.sent} sent`;
        socket.emit(names.sent, {
          fragment_id: randomUUID(),
          stream_id: streamId,
          sequence_number: 0,
          timestamp: 0,
          audio,
        });
      });
      socket.on('fragment:ack', () => {
        lastState = 'fragment:ack received';
      });
      socket.on(names.processed, (payload: unknown) => {
        const result = fragmentProcessedSchema.safeParse(payload);
        if (result.success) resolve(result.data);
        else fail(`its ${names.processed} is invalid: ${result.error.message}`, result.error);
      });
      socket.on('error', (payload: unknown) => fail(`it sent error ${JSON.stringify(payload)}`));
      socket.on('connect_error', (error) => fail(`could not connect: ${error.message}`, error));
      socket.on('disconnect', (reason) => fail(`it disconnected (${reason}); last state: ${lastState}`));
    });
  } finally {
    endSession(socket, streamId);
  }
}

function createInit({ streamId, audio, languages, domainHints }: DubOnceOptions) {
  return {
    stream_id: streamId,
    worker_id: 'dubstep-preflight',
    config: {
      source_language: languages.source,
      target_language: languages.target,
      chunk_duration_ms: audio.duration_ms,
      sample_rate_hz: audio.sample_rate_hz,
      channels: audio.channels,
      format: audio.format,
      domain_hints: [...domainHints],
    },
  };
}

function endSession(socket: Socket, streamId: string): void {
  socket.removeAllListeners();
  socket.emit('stream:end', { stream_id: streamId, reason: 'preflight completed' });
  socket.disconnect();
}
