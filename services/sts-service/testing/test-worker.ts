import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import {
  type FragmentAck,
  type FragmentProcessed,
  fragmentAckSchema,
  fragmentProcessedSchema,
} from '../../contracts/fragment.ts';
import { type StreamReady, streamReadySchema } from '../../contracts/stream-session.ts';
import { type StsErrorNotice, stsErrorSchema } from '../../contracts/sts-notice.ts';
import { EventLog } from './event-log.ts';

const STREAM_ID = 'stream-1';

/** A worker controlled by a test. It validates received events against the contracts. */
export class TestWorker implements Disposable {
  readonly socket: Socket;
  readonly log: EventLog;

  constructor(url: string, options: Partial<ManagerOptions & SocketOptions> = {}) {
    this.socket = io(url, { transports: ['websocket'], reconnection: false, forceNew: true, ...options });
    this.log = new EventLog(this.socket);
  }

  [Symbol.dispose](): void {
    this.socket.disconnect();
  }

  /** Opens a session. @param init additional fields */
  async open(init: object = {}): Promise<StreamReady> {
    const before = this.log.all('stream:ready').length;
    this.socket.emit('stream:init', { stream_id: STREAM_ID, worker_id: 'worker-1', config: {}, ...init });
    const ready = await this.log.waitFor('stream:ready', before + 1);
    return streamReadySchema.parse(ready.at(-1)?.args[0]);
  }

  /** Sends a fragment. @param fields overrides fields of the fragment @param audio overrides fields of its audio */
  send(sequence: number, fields: object = {}, audio: object = {}): void {
    this.socket.emit('fragment:data', {
      fragment_id: `fragment-${sequence}`,
      stream_id: STREAM_ID,
      sequence_number: sequence,
      timestamp: sequence * 6000,
      audio: {
        format: 'm4a',
        sample_rate_hz: 48_000,
        channels: 1,
        duration_ms: 6000,
        data_base64: Buffer.from(`audio ${sequence}`).toString('base64'),
        ...audio,
      },
      ...fields,
    });
  }

  /** Sends an event; the default payload contains the stream id. */
  emit(event: string, ...payload: readonly unknown[]): void {
    this.socket.emit(event, ...(payload.length === 0 ? [{ stream_id: STREAM_ID }] : payload));
  }

  async results(count: number, timeoutMs?: number): Promise<FragmentProcessed[]> {
    const events = await this.log.waitFor('fragment:processed', count, timeoutMs);
    return events.map(({ args }) => fragmentProcessedSchema.parse(args[0]));
  }

  async acks(count: number): Promise<FragmentAck[]> {
    const events = await this.log.waitFor('fragment:ack', count);
    return events.map(({ args }) => fragmentAckSchema.parse(args[0]));
  }

  async errors(count: number): Promise<StsErrorNotice[]> {
    const events = await this.log.waitFor('error', count);
    return events.map(({ args }) => stsErrorSchema.parse(args[0]));
  }
}
