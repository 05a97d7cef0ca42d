import { decodePacket } from 'engine.io-parser';
import type { Direction, Finding, TapPacket, Undecodable } from '../../tap-packet.ts';
import { DecodeError } from '../parser.ts';
import { PACKET_KINDS, PacketDecoder, type SizedPacket } from './packet-decoder.ts';

/** Separates the packets of a long-polling body. */
const RECORD_SEPARATOR = '\x1e';

/** An Engine.IO session: what two Socket.IO peers say to each other, over whichever transport. */
export class EngineSession {
  readonly id: number;
  readonly #decoders: Readonly<Record<Direction, PacketDecoder>>;
  #sid: string | undefined;
  #transport: TapPacket['transport'] = 'polling';
  #over = false;

  /** @param id tells it apart from others before the server has named it */
  constructor(id: number, limitBytes: number) {
    this.id = id;
    this.#decoders = {
      'worker-to-sts': new PacketDecoder(limitBytes),
      'sts-to-worker': new PacketDecoder(limitBytes),
    };
  }

  /** The name that the server gave it. */
  get sid(): string | undefined {
    return this.#sid;
  }

  /** What it has been opened over or upgraded to. */
  get transport(): TapPacket['transport'] {
    return this.#transport;
  }

  /** Whether one of the two has said that it is over. */
  get over(): boolean {
    return this.#over;
  }

  /** Takes the body of a long-polling request or response. */
  *takePayload(direction: Direction, body: string): Generator<Finding> {
    if (body === '') return;
    for (const packet of body.split(RECORD_SEPARATOR)) yield* this.take(direction, 'polling', packet);
  }

  /** Takes an Engine.IO packet; a binary one is a message. */
  *take(
    direction: Direction,
    transport: TapPacket['transport'],
    encoded: string | Buffer,
  ): Generator<Finding> {
    const { type, data } = decodePacket(encoded);
    try {
      if (type === 'error') {
        throw new DecodeError(`not an Engine.IO packet: ${JSON.stringify(encoded.slice(0, 20))}`);
      }
      if (type === 'close') this.#over = true;
      if (type === 'open') this.#sid = readSid(data);
      if (type === 'open' || type === 'upgrade') this.#transport = transport;
      if (type !== 'message') return;
      const decoded = this.#decoders[direction].take(data ?? '');
      if (decoded === undefined) return;
      yield { type: 'packet', packet: tapPacket({ direction, transport, session: this.id }, decoded) };
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      const undecodable: Undecodable = { direction, problem: error.message, lost: 'message' };
      yield { type: 'undecodable', undecodable };
    }
  }
}

function readSid(handshake: unknown): string {
  try {
    const { sid } = JSON.parse(String(handshake));
    if (typeof sid === 'string') return sid;
  } catch (cause) {
    throw new DecodeError('the Engine.IO handshake is not JSON', { cause });
  }
  throw new DecodeError('the Engine.IO handshake names no session');
}

function tapPacket(
  where: Pick<TapPacket, 'direction' | 'transport' | 'session'>,
  { packet, bytes }: SizedPacket,
): TapPacket {
  const { nsp: namespace, id, data } = packet;
  const kind = PACKET_KINDS[packet.type];
  const values: unknown[] = Array.isArray(data) ? data : data === undefined ? [] : [data];
  const [event, ...args] = values;
  return {
    ...where,
    namespace,
    kind,
    ...(kind === 'event' ? { event: String(event), args } : { args: values }),
    ...(id === undefined ? {} : { ackId: id }),
    bytes,
  };
}
