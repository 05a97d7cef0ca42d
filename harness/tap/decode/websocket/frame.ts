import type { ByteQueue } from '../byte-queue.ts';
import { DecodeError, need, type Parsing, skip } from '../parser.ts';

/** The opcodes of RFC 6455 §5.2 that are in use. */
export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;
const KNOWN = new Set<number>(Object.values(OPCODE));
const CONTROL_LIMIT_BYTES = 125;

/** A frame, unmasked. */
export interface Frame {
  readonly final: boolean;
  /** The first reserved bit: with permessage-deflate, the message is compressed. */
  readonly compressed: boolean;
  readonly opcode: number;
  /** Absent when it was longer than the limit: it was passed over. */
  readonly payload: Buffer | undefined;
  readonly length: number;
}

/**
 * Reads one frame.
 *
 * @param limitBytes the longest payload that is kept
 */
export function* readFrame(input: ByteQueue, limitBytes: number): Parsing<never, Frame> {
  const [first = 0, second = 0] = yield* need(input, 2);
  const opcode = first & 0x0f;
  const final = (first & 0x80) !== 0;
  if (!KNOWN.has(opcode)) throw new DecodeError(`websocket opcode ${opcode} is not known`);
  if ((first & 0x30) !== 0) throw new DecodeError('a websocket extension that is not known is in use');

  const length = yield* readLength(input, second & 0x7f);
  if (opcode >= OPCODE.close && (!final || length > CONTROL_LIMIT_BYTES)) {
    throw new DecodeError('a websocket control frame is fragmented or too long');
  }
  const mask = (second & 0x80) === 0 ? undefined : yield* need(input, 4);
  const frame = { final, compressed: (first & 0x40) !== 0, opcode, length };
  if (length > limitBytes) {
    yield* skip(input, length);
    return { ...frame, payload: undefined };
  }
  const payload = yield* need(input, length);
  return { ...frame, payload: mask === undefined ? payload : unmask(payload, mask) };
}

function* readLength(input: ByteQueue, short: number): Parsing<never, number> {
  if (short < 126) return short;
  if (short === 126) return (yield* need(input, 2)).readUInt16BE();
  const length = (yield* need(input, 8)).readBigUInt64BE();
  if (length > BigInt(Number.MAX_SAFE_INTEGER)) throw new DecodeError(`a websocket frame of ${length} bytes`);
  return Number(length);
}

/**
 * Into memory of its own: the bytes that came in are still on their way to the receiver. Four bytes at a time, which
 * halves the time that this takes.
 */
function unmask(masked: Buffer, mask: Buffer): Buffer {
  const payload = Buffer.allocUnsafeSlow(masked.length);
  masked.copy(payload);
  const words = new Uint32Array(payload.buffer, 0, Math.floor(payload.length / 4));
  const [wordOfMask = 0] = new Uint32Array(Uint8Array.from(mask).buffer);
  for (let at = 0; at < words.length; at++) words[at] = (words[at] as number) ^ wordOfMask;
  for (let at = words.length * 4; at < payload.length; at++) {
    payload[at] = (payload[at] as number) ^ (mask[at % 4] as number);
  }
  return payload;
}
