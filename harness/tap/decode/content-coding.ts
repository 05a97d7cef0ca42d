import * as zlib from 'node:zlib';
import { DecodeError } from './decode-error.ts';

type Decompress = (bytes: Buffer, options: { readonly maxOutputLength: number }) => Buffer;

/** By the names of RFC 9110 §8.4.1. */
const DECOMPRESS: Readonly<Record<string, Decompress>> = {
  identity: (bytes) => bytes,
  gzip: zlib.gunzipSync,
  'x-gzip': zlib.gunzipSync,
  // The standard means the zlib format; some senders omit its header, whose method is 8.
  deflate: (bytes, options) =>
    ((bytes[0] ?? 0) % 16 === 8 ? zlib.inflateSync : zlib.inflateRawSync)(bytes, options),
  br: zlib.brotliDecompressSync,
  // Node 20 has none: a named import would fail before the package can name the required version.
  zstd: (bytes, options) => zlib.zstdDecompressSync(bytes, options),
};

/**
 * Decodes the content coding of an HTTP body.
 *
 * @param contentEncoding value of the header field: the codings in the order in which they were applied
 * @param limitBytes size of the largest result
 * @throws DecodeError when a coding is unknown, the body is invalid, or the result is too large
 */
export function decodeContent(
  bytes: Buffer,
  contentEncoding: string | undefined,
  limitBytes: number,
): Buffer {
  const codings = (contentEncoding ?? '').split(',').map((coding) => coding.trim().toLowerCase());
  return codings
    .filter((coding) => coding !== '')
    .reduceRight((coded, coding) => {
      const decompress = DECOMPRESS[coding];
      if (decompress === undefined) throw new DecodeError(`content-encoding ${coding} is not known`);
      try {
        return decompress(coded, { maxOutputLength: limitBytes });
      } catch (cause) {
        throw new DecodeError(`a body is not ${coding}: ${String(cause)}`, { cause });
      }
    }, bytes);
}
