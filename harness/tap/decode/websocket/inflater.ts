import { constants, inflateRawSync } from 'node:zlib';
import { DecodeError } from '../parser.ts';

/** What a sender of permessage-deflate leaves out at the end of each message (RFC 7692 §7.2.1). */
const LEFT_OUT = Buffer.from([0x00, 0x00, 0xff, 0xff]);
/** How far back deflate can refer. */
const WINDOW_BYTES = 32 * 1024;

/**
 * Undoes permessage-deflate in one direction of a connection. A message may refer to the ones before it ("context
 * takeover"): the end of what came out is the dictionary of what comes next. Where the context is not taken over, or
 * the window is smaller, the dictionary is simply not referred to.
 */
export class Inflater {
  #window: Buffer = Buffer.alloc(0);

  /** @throws DecodeError when it is not deflated, or longer than `limitBytes` */
  inflate(compressed: Buffer, limitBytes: number): Buffer {
    let message: Buffer;
    try {
      message = inflateRawSync(Buffer.concat([compressed, LEFT_OUT]), {
        finishFlush: constants.Z_SYNC_FLUSH,
        maxOutputLength: limitBytes,
        ...(this.#window.length === 0 ? {} : { dictionary: this.#window }),
      });
    } catch (cause) {
      throw new DecodeError(`a websocket message could not be inflated: ${String(cause)}`, { cause });
    }
    const recent = message.length < WINDOW_BYTES ? Buffer.concat([this.#window, message]) : message;
    // A copy: a slice would hold on to all of the message.
    this.#window = Buffer.from(recent.subarray(-WINDOW_BYTES));
    return message;
  }
}
