import { Decoder, Encoder, type Packet } from 'socket.io-parser';
import { keepExactNumber, mayHoldLongNumber } from '../../contracts/exact-number.ts';

/**
 * Reads packets so that numbers which a double cannot carry are kept as they came. Only a packet that may hold
 * one is read that way: a reviver is called for every value there is. In a packet with binary attachments, which
 * are put into place by changing what was read, numbers are doubles.
 */
class ExactDecoder extends Decoder {
  readonly #exact = new Decoder({ reviver: keepExactNumber });

  constructor() {
    super();
    this.#exact.on('decoded', (packet: Packet) => this.emitReserved('decoded', packet));
  }

  override add(data: unknown): void {
    const isExact = typeof data === 'string' && !/^[56]/.test(data) && mayHoldLongNumber(data);
    if (isExact) this.#exact.add(data);
    else super.add(data);
  }
}

/** A parser for Socket.IO's option `parser` that passes long numbers through digit for digit. */
export const exactParser = { Decoder: ExactDecoder, Encoder };
