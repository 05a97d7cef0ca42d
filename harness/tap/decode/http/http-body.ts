import type { ByteQueue } from '../byte-queue.ts';
import { DecodeError, MORE, need, needUntil, type Parsing, skip } from '../parser.ts';
import { type HttpHeaders, lists, type RequestHead, type ResponseHead } from './http-head.ts';

/** How the end of a body is known (RFC 9112 §6.3). */
export type BodyFraming =
  | { readonly kind: 'length'; readonly bytes: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'until-close' };

const NO_BODY: BodyFraming = { kind: 'length', bytes: 0 };
const CHUNK_LINE_LIMIT_BYTES = 4096;
const TRAILER_LIMIT_BYTES = 64 * 1024;

export function requestFraming({ headers }: RequestHead): BodyFraming {
  return declaredFraming(headers) ?? NO_BODY;
}

/** @param method of the request that it answers */
export function responseFraming({ status, headers }: ResponseHead, method: string | undefined): BodyFraming {
  if (method === 'HEAD' || status < 200 || status === 204 || status === 304) return NO_BODY;
  return declaredFraming(headers) ?? { kind: 'until-close' };
}

function declaredFraming(headers: HttpHeaders): BodyFraming | undefined {
  if (lists(headers, 'transfer-encoding', 'chunked')) return { kind: 'chunked' };
  const length = headers.get('content-length');
  if (length === undefined) return undefined;
  if (!/^\d{1,15}$/.test(length)) throw new DecodeError(`content-length is ${JSON.stringify(length)}`);
  return { kind: 'length', bytes: Number(length) };
}

/**
 * Reads a body to its end.
 *
 * @param limitBytes the longest that is kept; 0 keeps none
 * @returns undefined when it is longer
 */
export function* readBody(
  input: ByteQueue,
  framing: BodyFraming,
  limitBytes: number,
): Parsing<never, Buffer | undefined> {
  switch (framing.kind) {
    case 'length':
      if (framing.bytes <= limitBytes) return yield* need(input, framing.bytes);
      yield* skip(input, framing.bytes);
      return undefined;
    case 'chunked':
      return yield* readChunked(input, limitBytes);
    case 'until-close':
      return yield* readToEnd(input, limitBytes);
  }
}

function* readChunked(input: ByteQueue, limitBytes: number): Parsing<never, Buffer | undefined> {
  const kept = new KeptBytes(limitBytes);
  while (true) {
    const line = yield* needUntil(input, '\r\n', CHUNK_LINE_LIMIT_BYTES, 'the line of a chunk');
    const digits = /^([0-9a-fA-F]{1,12})[ \t]*(?:;|$)/.exec(line)?.[1];
    if (digits === undefined) throw new DecodeError(`not the size of a chunk: ${JSON.stringify(line)}`);
    const size = Number.parseInt(digits, 16);
    if (size === 0) break;
    yield* readInto(kept, input, size);
    if ((yield* need(input, 2)).toString('latin1') !== '\r\n') {
      throw new DecodeError('a chunk does not end where it says');
    }
  }
  while ((yield* needUntil(input, '\r\n', TRAILER_LIMIT_BYTES, 'a trailer')) !== '');
  return kept.bytes();
}

function* readToEnd(input: ByteQueue, limitBytes: number): Parsing<never, Buffer | undefined> {
  const kept = new KeptBytes(limitBytes);
  while (true) {
    kept.add(input.take(input.length));
    if (input.ended) return kept.bytes();
    yield MORE;
  }
}

function* readInto(kept: KeptBytes, input: ByteQueue, count: number): Parsing<never> {
  let left = count;
  while (left > 0) {
    const part = input.take(left);
    kept.add(part);
    left -= part.length;
    if (left > 0) yield MORE;
  }
}

/** Bytes that are kept as long as they are not too many. */
class KeptBytes {
  readonly #limit: number;
  #parts: Buffer[] = [];
  #length = 0;

  constructor(limitBytes: number) {
    this.#limit = limitBytes;
  }

  add(part: Buffer): void {
    this.#length += part.length;
    if (this.#length > this.#limit) this.#parts = [];
    else this.#parts.push(part);
  }

  bytes(): Buffer | undefined {
    return this.#length > this.#limit ? undefined : Buffer.concat(this.#parts, this.#length);
  }
}
