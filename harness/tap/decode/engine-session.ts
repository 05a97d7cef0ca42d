import { decodePacket } from 'engine.io-parser';
import { BoundedMap } from '../bounded-map.ts';
import type { Direction, TapPacket } from '../tap-event.ts';
import { DecodeError } from './decode-error.ts';
import { PACKET_KINDS, PacketDecoder, type SizedPacket } from './packet-decoder.ts';

/** The end of a long-polling session may not be visible on the wire, so the least recently used one is dropped. */
const MAX_SESSIONS = 1000;

/** The Engine.IO sessions that pass a tap. A long-polling session spans many connections. */
export class EngineSessions {
  readonly #limitBytes: number;
  readonly #bySid = new BoundedMap<string, EngineSession>(MAX_SESSIONS);
  #lastId = 0;

  /** @param limitBytes size of the largest packet that is decoded, attachments included */
  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** @param sid of the session; without it, or with an unknown one, a new session is created */
  open(sid: string | undefined): EngineSession {
    const known = sid === undefined ? undefined : this.#bySid.get(sid);
    if (known === undefined) this.#lastId += 1;
    const session = known ?? new EngineSession(this.#lastId, this.#limitBytes);
    if (sid !== undefined) this.#bySid.set(sid, session);
    return session;
  }

  /** Stores the session under the sid that the server assigned, or drops it once it has ended. */
  update(session: EngineSession): void {
    if (session.sid === undefined) return;
    if (session.hasEnded) this.#bySid.delete(session.sid);
    else this.#bySid.set(session.sid, session);
  }

  forget({ sid }: EngineSession): void {
    if (sid !== undefined) this.#bySid.delete(sid);
  }
}

/** An Engine.IO session between two Socket.IO peers, over either transport. */
export class EngineSession {
  /** Identifies the session before the server has assigned a sid. */
  readonly id: number;
  readonly #decoders: Readonly<Record<Direction, PacketDecoder>>;
  #sid: string | undefined;
  #transport: TapPacket['transport'] = 'polling';
  #hasEnded = false;

  constructor(id: number, limitBytes: number) {
    this.id = id;
    this.#decoders = {
      'worker-to-sts': new PacketDecoder(limitBytes),
      'sts-to-worker': new PacketDecoder(limitBytes),
    };
  }

  /** Assigned by the server. */
  get sid(): string | undefined {
    return this.#sid;
  }

  /** The transport it was opened with or upgraded to. */
  get transport(): TapPacket['transport'] {
    return this.#transport;
  }

  /** Whether a peer has closed it. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /**
   * Decodes an Engine.IO packet; a binary one is a message.
   *
   * @returns undefined unless the packet completes a Socket.IO packet
   * @throws DecodeError; the next packet may be valid
   */
  decode(
    direction: Direction,
    transport: TapPacket['transport'],
    encoded: string | Buffer,
  ): TapPacket | undefined {
    const { type, data } = decodePacket(encoded);
    if (type === 'error') {
      throw new DecodeError(`not an Engine.IO packet: ${JSON.stringify(encoded.slice(0, 20))}`);
    }
    if (type === 'close') this.#hasEnded = true;
    if (type === 'open') this.#sid = readSid(data);
    if (type === 'open' || type === 'upgrade') this.#transport = transport;
    if (type !== 'message') return undefined;
    const decoded = this.#decoders[direction].add(data ?? '');
    return decoded && toTapPacket({ direction, transport, session: this.id }, decoded);
  }
}

function readSid(handshake: unknown): string {
  try {
    const { sid } = JSON.parse(String(handshake));
    if (typeof sid === 'string') return sid;
  } catch (cause) {
    throw new DecodeError('the Engine.IO handshake is not JSON', { cause });
  }
  throw new DecodeError('the Engine.IO handshake has no sid');
}

function toTapPacket(
  origin: Pick<TapPacket, 'direction' | 'transport' | 'session'>,
  { packet, bytes }: SizedPacket,
): TapPacket {
  const { nsp: namespace, id, data } = packet;
  const kind = PACKET_KINDS[packet.type];
  const values: unknown[] = Array.isArray(data) ? data : data === undefined ? [] : [data];
  const [event, ...args] = values;
  return {
    ...origin,
    namespace,
    kind,
    ...(kind === 'event' ? { event: String(event), args } : { args: values }),
    ...(id === undefined ? {} : { ackId: id }),
    bytes,
  };
}
