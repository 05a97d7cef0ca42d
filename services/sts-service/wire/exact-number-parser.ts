import { Decoder, Encoder, type Packet } from 'socket.io-parser';

/** Every decimal of up to this many digits survives a double (IEEE 754, DBL_DIG of C). */
const SAFE_DIGITS = 15;

/**
 * Matches every JSON text that contains a number of more than {@link SAFE_DIGITS} digits, and some strings. Scanning is
 * far cheaper than a reviver, which is called for each value (ADR 0040).
 */
const LONG_NUMBER = new RegExp(`[[,:\\s]-?\\d[\\d.]{${SAFE_DIGITS},}`);

export function mayContainLongNumber(json: string): boolean {
  return LONG_NUMBER.test(json);
}

function keep(_key: string, value: unknown, { source = '' }: { source?: string }): unknown {
  if (typeof value !== 'number' || source.length <= SAFE_DIGITS || String(value) === source) return value;
  return JSON.rawJSON(source);
}

/**
 * A reviver for `JSON.parse`. Numbers that a double cannot hold, such as nanoseconds beyond 2^53, become raw JSON, which
 * `JSON.stringify` writes digit for digit.
 */
// TypeScript's libraries do not declare the third argument of a reviver yet.
export const keepExactNumbers = keep as (key: string, value: unknown) => unknown;

/** Packets with binary attachments are excluded: Socket.IO inserts attachments by mutation, and raw JSON is frozen. */
const WITH_ATTACHMENTS = /^[56]/;

class ExactNumberDecoder extends Decoder {
  override add(data: unknown): void {
    const isExact = typeof data === 'string' && !WITH_ATTACHMENTS.test(data) && mayContainLongNumber(data);
    const packet = isExact ? decodeExactly(data) : undefined;
    if (packet === undefined) super.add(data);
    else this.emitReserved('decoded', packet);
  }
}

/**
 * @returns `undefined` for an invalid packet, and for one nested so deeply that the reviver overflows the stack; without
 *   a reviver the latter can be read and rejected
 */
function decodeExactly(data: string): Packet | undefined {
  const packets: Packet[] = [];
  const decoder = new Decoder({ reviver: keepExactNumbers });
  decoder.on('decoded', (packet: Packet) => packets.push(packet));
  try {
    decoder.add(data);
  } catch {
    return undefined;
  }
  return packets[0];
}

/** A value for Socket.IO's option `parser` that forwards long numbers unchanged (docs/protocol.md §1). */
export const exactNumberParser = { Decoder: ExactNumberDecoder, Encoder };
