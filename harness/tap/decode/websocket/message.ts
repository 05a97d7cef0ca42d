import type { ByteQueue } from '../byte-queue.ts';
import { DecodeError, type Parsing } from '../parser.ts';
import { type Frame, OPCODE, readFrame } from './frame.ts';
import { Inflater } from './inflater.ts';

/** What one side of a websocket connection sends. */
export type WebSocketMessage =
  | { readonly kind: 'text'; readonly data: string }
  | { readonly kind: 'binary'; readonly data: Buffer }
  /** A message over the limit was passed over. */
  | { readonly kind: 'too-long' };

export interface WebSocketOptions {
  /** Whether permessage-deflate was agreed on. */
  readonly deflate: boolean;
  /** The longest message that is decoded, before and after inflating. */
  readonly limitBytes: number;
}

/** Reads messages until the close frame. Pings and pongs are passed over. */
export function* readMessages(
  input: ByteQueue,
  { deflate, limitBytes }: WebSocketOptions,
): Parsing<WebSocketMessage> {
  const inflater = new Inflater();
  let pending: FragmentedMessage | undefined;
  while (true) {
    const frame = yield* readFrame(input, limitBytes - (pending?.bytes ?? 0));
    if (frame.opcode === OPCODE.close) return;
    if (frame.opcode > OPCODE.close) continue;

    if ((frame.opcode === OPCODE.continuation) !== (pending !== undefined)) {
      throw new DecodeError('websocket frames are not in order');
    }
    pending ??= new FragmentedMessage(frame, deflate);
    pending.add(frame);
    if (!frame.final) continue;

    const { opcode, compressed } = pending;
    const whole = pending.whole();
    pending = undefined;
    if (whole === undefined) {
      yield { kind: 'too-long' };
      // Later messages refer to what has just been let go.
      if (compressed) throw new DecodeError('a compressed websocket message was too long');
      continue;
    }
    const data = compressed ? inflater.inflate(whole, limitBytes) : whole;
    yield opcode === OPCODE.text ? { kind: 'text', data: data.toString() } : { kind: 'binary', data };
  }
}

/** The frames of a message. */
class FragmentedMessage {
  readonly opcode: number;
  readonly compressed: boolean;
  bytes = 0;
  #parts: Buffer[] | undefined = [];

  constructor(first: Frame, deflate: boolean) {
    if (first.compressed && !deflate) throw new DecodeError('a websocket message is compressed, unannounced');
    this.opcode = first.opcode;
    this.compressed = first.compressed;
  }

  add({ payload, length }: Frame): void {
    this.bytes += length;
    if (payload === undefined) this.#parts = undefined;
    else this.#parts?.push(payload);
  }

  /** All of it; undefined when a part was too long to be kept. */
  whole(): Buffer | undefined {
    return this.#parts === undefined ? undefined : Buffer.concat(this.#parts);
  }
}
