import { ByteQueue } from './byte-queue.ts';

/** Yielded by a parser that can't go on before more bytes have come, or the other direction has. */
export const MORE = Symbol('more is needed');

/**
 * A parser, written as if all its input were there: where it is not, it yields {@link MORE} and goes on later. So how
 * the bytes are cut into chunks makes no difference to it. It throws {@link DecodeError} at what it does not
 * understand, and has ended then.
 */
export type Parsing<Found, Result = void> = Generator<Found | typeof MORE, Result, void>;

/** Bytes that are not what the protocol says, or a part of the protocol that is not known here. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
  readonly code = 'TAP_UNDECODABLE';
}

/** Exactly `count` bytes. */
export function* need(input: ByteQueue, count: number): Parsing<never, Buffer> {
  while (input.length < count) yield MORE;
  return input.take(count);
}

/** Passes over `count` bytes without keeping them. */
export function* skip(input: ByteQueue, count: number): Parsing<never> {
  let left = count;
  while (left > 0) {
    left -= input.take(left).length;
    if (left > 0) yield MORE;
  }
}

/**
 * The text before `mark`; the mark itself is passed over.
 *
 * @param what is read, for the error
 */
export function* needUntil(
  input: ByteQueue,
  mark: string,
  limitBytes: number,
  what: string,
): Parsing<never, string> {
  let at = input.indexOf(mark);
  while (at < 0) {
    if (input.length > limitBytes) throw new DecodeError(`${what} is longer than ${limitBytes} bytes`);
    yield MORE;
    at = input.indexOf(mark);
  }
  const text = input.take(at).toString('latin1');
  input.take(mark.length);
  return text;
}

/** Feeds a parser with what comes in. */
export class Parser<Found> {
  readonly #input = new ByteQueue();
  readonly #parsing: Parsing<Found>;
  #over = false;

  constructor(parse: (input: ByteQueue) => Parsing<Found>) {
    this.#parsing = parse(this.#input);
  }

  /**
   * What is found with `chunk`, which may be empty.
   *
   * @throws DecodeError after what was found before it
   */
  *push(chunk: Buffer): Generator<Found, void, void> {
    if (this.#over) return;
    this.#input.add(chunk);
    yield* this.#findings();
  }

  /** What is found when nothing more will come. */
  *end(): Generator<Found, void, void> {
    this.#input.end();
    yield* this.#findings();
  }

  /** Reads no further and lets go of what it holds. */
  stop(): void {
    this.#over = true;
    this.#input.clear();
  }

  *#findings(): Generator<Found, void, void> {
    while (!this.#over) {
      const { done, value } = this.#parsing.next();
      if (done === true) this.stop();
      else if (value === MORE) return;
      else yield value;
    }
  }
}
