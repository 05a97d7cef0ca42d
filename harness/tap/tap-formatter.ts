import { redactAudio } from '../socketio/index.ts';
import { type StreamSession, StreamSessions } from './stream-sessions.ts';
import type { TapEvent, TapNotice } from './tap-event.ts';

/** Formats the events and notices of a tap, one line each. */
export interface TapFormatter {
  event(event: TapEvent, at: Date): string;
  notice(notice: TapNotice, at: Date): string;
}

const NAME_WIDTH = 20;

/** Lines for people: time, connection, direction, name, stream, sequence number, sizes. */
export function textFormatter(): TapFormatter {
  const sessions = new StreamSessions();
  return {
    event(event, at) {
      const { link, direction, namespace, bytes } = event;
      const { name, streamId, sequenceNumber, audioBytes } = summarise(event, sessions.of(event));
      const columns = [
        timeOf(at),
        `#${link}`,
        direction === 'worker-to-sts' ? '→' : '←',
        name.padEnd(NAME_WIDTH),
        namespace === '/' ? undefined : namespace,
        streamId,
        sequenceNumber === undefined ? undefined : `seq ${sequenceNumber}`,
        audioBytes === undefined ? undefined : `audio ${audioBytes} bytes`,
        `${bytes} bytes`,
      ];
      return columns.filter((column) => column !== undefined).join('  ');
    },
    notice({ kind, ...details }, at) {
      return [timeOf(at), kind, ...Object.entries(details).map(formatDetail)].join('  ');
    },
  };
}

/** Lines for programs: a JSON object each, with `type` `event` or `notice`. */
export function jsonFormatter(): TapFormatter {
  const sessions = new StreamSessions();
  return {
    event(event, at) {
      const { streamId, sequenceNumber, audioBytes } = summarise(event, sessions.of(event));
      const { args, event: name, ackId, ...rest } = event;
      return JSON.stringify({
        type: 'event',
        at: at.toISOString(),
        ...rest,
        event: name,
        ack_id: ackId,
        stream_id: streamId,
        sequence_number: sequenceNumber,
        audio_bytes: audioBytes,
        args: args.map(redactAudio),
      });
    },
    notice: (notice, at) => JSON.stringify({ type: 'notice', at: at.toISOString(), ...notice }),
  };
}

interface EventSummary {
  /** The name of an event; `ack 3`, `connect` and the like for other packets. */
  readonly name: string;
  readonly streamId?: string;
  readonly sequenceNumber?: number;
  /** Decoded size of its audio. */
  readonly audioBytes?: number;
}

function summarise(
  { kind, event, ackId, args: [payload] }: TapEvent,
  session: StreamSession | undefined,
): EventSummary {
  const name = kind === 'event' ? (event ?? '') : kind === 'ack' ? `ack ${ackId}` : kind;
  const namedStream = fieldOf(payload, 'stream_id');
  const streamId = typeof namedStream === 'string' ? namedStream : session?.streamId;
  const sequenceNumber = fieldOf(payload, 'sequence_number');
  const audio = fieldOf(payload, 'audio') ?? fieldOf(payload, 'dubbed_audio');
  const audioBytes = sizeOf(fieldOf(audio, 'data_base64'));
  return {
    name,
    ...(streamId === undefined ? {} : { streamId }),
    ...(typeof sequenceNumber === 'number' ? { sequenceNumber } : {}),
    ...(audioBytes === undefined ? {} : { audioBytes }),
  };
}

/** The protocol sends audio as base64; some services attach it as bytes. */
function sizeOf(audio: unknown): number | undefined {
  if (typeof audio === 'string') return Buffer.byteLength(audio, 'base64');
  return Buffer.isBuffer(audio) ? audio.length : undefined;
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function timeOf(at: Date): string {
  return at.toISOString().slice(11, -1);
}

function formatDetail([name, value]: readonly [string, unknown]): string {
  return `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`;
}
