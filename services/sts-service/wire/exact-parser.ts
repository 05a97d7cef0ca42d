import { Decoder, Encoder, type Packet } from 'socket.io-parser';
import { keepExactNumber, mayHoldLongNumber } from '../../contracts/exact-number.ts';

/**
 * Reads packets so that numbers which a double cannot carry are kept as they came. Only a packet that may hold
 * one is read that way: a reviver is called for every value there is. In a packet with binary attachments, which
 * are put into place by changing what was read, numbers are doubles.
 */
class ExactDecoder extends Decoder {
  readonly #exact = new Decoder({ reviver: keepExactNumber });
  #packet: Packet | undefined;

  constructor() {
    super();
    this.#exact.on('decoded', (packet: Packet) => {
      this.#packet = packet;
    });
  }

  override add(data: unknown): void {
    const isExact = typeof data === 'string' && !/^[56]/.test(data) && mayHoldLongNumber(data);
    const packet = isExact ? this.#readExactly(data) : undefined;
    if (packet === undefined) super.add(data);
    else this.emitReserved('decoded', packet);
  }

  /**
   * @returns `undefined` when that is not possible. It may be possible without a reviver, whose calls nest as deep as
   *   the packet: the stack ends before that.
   */
  #readExactly(data: string): Packet | undefined {
    try {
      this.#exact.add(data);
      return this.#packet;
    } catch {
      return undefined;
    } finally {
      // It may be of 14 MB, and the next one may be hours away.
      this.#packet = undefined;
    }
  }
}

/** A parser for Socket.IO's option `parser` that passes long numbers through digit for digit. */
export const exactParser = { Decoder: ExactDecoder, Encoder };
