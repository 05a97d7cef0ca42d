import { randomUUID } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import {
  type FragmentAudio,
  type FragmentProcessed,
  fragmentProcessedSchema,
} from '../../services/contracts/fragment.ts';
import { HarnessError } from '../engine/index.ts';

/** The STS service did not dub what a worker of our own sent it. */
export class DubOnceError extends HarnessError {
  readonly url: string;
  /** The last thing that was seen. */
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
  readonly streamId: string;
  readonly audio: FragmentAudio;
  readonly domainHints: readonly string[];
  readonly signal: AbortSignal;
  readonly withinMs: number;
}

/**
 * Does what a worker does, once: opens a session, sends one fragment, takes its result. So the STS service is seen
 * without the rest of the pipeline.
 *
 * @throws {DubOnceError} telling how far it came
 */
export async function dubOnce(options: DubOnceOptions): Promise<FragmentProcessed> {
  const { url, streamId, audio, signal, withinMs } = options;
  const socket = io(url, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    timeout: withinMs,
  });
  try {
    return await new Promise<FragmentProcessed>((resolve, reject) => {
      let lastState = 'connecting';
      const fail = (what: string, cause?: unknown): void => reject(new DubOnceError(url, what, cause));
      const deadline = AbortSignal.timeout(withinMs);
      deadline.addEventListener('abort', () =>
        fail(`no result within ${withinMs} ms; last state: ${lastState}`),
      );
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });

      socket.on('connect', () => {
        lastState = 'connected, stream:init sent';
        socket.emit('stream:init', initOf(options));
      });
      socket.on('stream:ready', () => {
        lastState = 'stream:ready received, fragment:data sent';
        socket.emit('fragment:data', {
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
      socket.on('fragment:processed', (payload: unknown) => {
        const result = fragmentProcessedSchema.safeParse(payload);
        if (result.success) resolve(result.data);
        else fail(`its fragment:processed is not as documented: ${result.error.message}`, result.error);
      });
      socket.on('error', (payload: unknown) => fail(`it answered error ${JSON.stringify(payload)}`));
      socket.on('connect_error', (error) => fail(`connecting failed: ${error.message}`, error));
      socket.on('disconnect', (reason) => fail(`it disconnected (${reason}); last state: ${lastState}`));
    });
  } finally {
    end(socket, streamId);
  }
}

function initOf({ streamId, audio, domainHints }: DubOnceOptions) {
  return {
    stream_id: streamId,
    worker_id: 'dubstep-preflight',
    config: {
      chunk_duration_ms: audio.duration_ms,
      sample_rate_hz: audio.sample_rate_hz,
      channels: audio.channels,
      format: audio.format,
      domain_hints: [...domainHints],
    },
  };
}

function end(socket: Socket, streamId: string): void {
  socket.removeAllListeners();
  socket.emit('stream:end', { stream_id: streamId, reason: 'preflight is over' });
  socket.disconnect();
}
