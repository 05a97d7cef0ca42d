import { Decoder, type Packet, PacketType } from 'socket.io-parser';
import { DecodeError } from './decode-error.ts';

/** More than any event of the STS protocol has. Bounds the memory of a packet whose attachments are missing. */
const MAX_ATTACHMENTS = 1000;

/** A Socket.IO packet and its size. */
export interface SizedPacket {
  readonly packet: Packet;
  readonly bytes: number;
}

/** Decodes the Socket.IO packets of one direction of a session. The attachments of a packet follow as messages. */
export class PacketDecoder {
  readonly #limitBytes: number;
  #decoder: Decoder;
  #decoded: Packet | undefined;
  #bytes = 0;

  /** @param limitBytes size of the largest packet that is decoded, attachments included */
  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
    this.#decoder = this.#createDecoder();
  }

  /**
   * Adds the next message.
   *
   * @returns undefined while attachments are missing
   * @throws DecodeError; the next message may be valid
   */
  add(message: string | Buffer): SizedPacket | undefined {
    this.#bytes += Buffer.byteLength(message);
    try {
      if (this.#bytes > this.#limitBytes) throw new Error(`a packet of more than ${this.#limitBytes} bytes`);
      this.#decoder.add(message);
    } catch (cause) {
      this.#decoder.destroy();
      this.#decoder = this.#createDecoder();
      this.#bytes = 0;
      throw new DecodeError(`not a Socket.IO packet: ${String(cause)}`, { cause });
    }
    const [packet, bytes] = [this.#decoded, this.#bytes];
    if (packet === undefined) return undefined;
    this.#decoded = undefined;
    this.#bytes = 0;
    return { packet, bytes };
  }

  #createDecoder(): Decoder {
    const decoder = new Decoder({ maxAttachments: MAX_ATTACHMENTS });
    decoder.on('decoded', (packet) => {
      this.#decoded = packet;
    });
    return decoder;
  }
}

/** The kind of each packet type. The decoder returns BINARY_EVENT and BINARY_ACK as EVENT and ACK. */
export const PACKET_KINDS = {
  [PacketType.CONNECT]: 'connect',
  [PacketType.DISCONNECT]: 'disconnect',
  [PacketType.EVENT]: 'event',
  [PacketType.ACK]: 'ack',
  [PacketType.CONNECT_ERROR]: 'connect-error',
  [PacketType.BINARY_EVENT]: 'event',
  [PacketType.BINARY_ACK]: 'ack',
} as const satisfies Record<PacketType, string>;
