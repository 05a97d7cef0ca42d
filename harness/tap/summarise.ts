import type { StreamSession } from './stream-sessions.ts';
import type { TapEvent } from './tap-notice.ts';

/** What a person wants to know of a packet at first sight. */
export interface EventSummary {
  /** The event's name; `ack 3`, `connect` and the like for other packets. */
  readonly name: string;
  readonly streamId?: string;
  readonly sequenceNumber?: number;
  /** Size of the audio in it, decoded. */
  readonly audioBytes?: number;
}

/**
 * @param session the session that the packet belongs to, where that is known
 */
export function summarise(
  { kind, event, ackId, args: [payload] }: TapEvent,
  session?: StreamSession,
): EventSummary {
  const name = kind === 'event' ? (event ?? '') : kind === 'ack' ? `ack ${ackId}` : kind;
  const streamId = textOf(field(payload, 'stream_id')) ?? session?.streamId;
  const sequence = field(payload, 'sequence_number');
  const audio = field(field(payload, 'audio') ?? field(payload, 'dubbed_audio'), 'data_base64');
  const audioBytes = sizeOf(audio);
  return {
    name,
    ...(streamId === undefined ? {} : { streamId }),
    ...(typeof sequence === 'number' ? { sequenceNumber: sequence } : {}),
    ...(audioBytes === undefined ? {} : { audioBytes }),
  };
}

/** Audio is base64 by the protocol; other services attach it as it is. */
function sizeOf(audio: unknown): number | undefined {
  if (typeof audio === 'string') return Buffer.byteLength(audio, 'base64');
  return Buffer.isBuffer(audio) ? audio.length : undefined;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
