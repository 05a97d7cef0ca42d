import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import {
  type FragmentAck,
  type FragmentProcessed,
  fragmentAckSchema,
  fragmentProcessedSchema,
} from '../../contracts/fragment.ts';
import { type StreamReady, streamReadySchema } from '../../contracts/stream-session.ts';
import { type StsErrorNotice, stsErrorSchema } from '../../contracts/sts-notice.ts';
import { problemsOf } from '../../contracts/testing/json-schemas.ts';
import { EventLog, type ReceivedEvent } from './event-log.ts';

const STREAM_ID = 'stream-1';

/** Events of the Socket.IO client and of the observers' namespace itself. */
const NOT_IN_PROTOCOL: ReadonlySet<string> = new Set(['disconnect', 'connect_error', 'monitor:missed']);

/**
 * A worker controlled by a test. It validates received events against the contracts, and at its disposal all of them
 * against the JSON Schemas of the protocol.
 */
export class TestWorker implements Disposable {
  readonly socket: Socket;
  readonly log: EventLog;
  /** For tests that make the service send invalid events. */
  expectsValidEvents = true;

  constructor(url: string, options: Partial<ManagerOptions & SocketOptions> = {}) {
    this.socket = io(url, { transports: ['websocket'], reconnection: false, forceNew: true, ...options });
    this.log = new EventLog(this.socket);
  }

  [Symbol.dispose](): void {
    this.socket.disconnect();
    if (!this.expectsValidEvents) return;
    const problems = this.log.received.flatMap(schemaProblems);
    if (problems.length > 0) throw new Error(`The service sent invalid events:\n${problems.join('\n')}`);
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

/** Why an event of the service, or its copy for an observer, does not match the protocol. */
function schemaProblems({ event, args: [payload, meta] }: ReceivedEvent): string[] {
  const isOfWorker = (meta as { direction?: string } | undefined)?.direction === 'worker-to-sts';
  return isOfWorker || NOT_IN_PROTOCOL.has(event) ? [] : problemsOf('sts', event, payload);
}
