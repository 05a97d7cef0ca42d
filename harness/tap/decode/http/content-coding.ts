import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib';
import { DecodeError } from '../parser.ts';

type Decompress = (bytes: Buffer, options: { readonly maxOutputLength: number }) => Buffer;

/** By the names of RFC 9110 §8.4.1. */
const DECOMPRESS: Readonly<Record<string, Decompress>> = {
  identity: (bytes) => bytes,
  gzip: gunzipSync,
  'x-gzip': gunzipSync,
  // The standard means zlib's format; some senders leave out its header, whose method is 8.
  deflate: (bytes, options) => ((bytes[0] ?? 0) % 16 === 8 ? inflateSync : inflateRawSync)(bytes, options),
  br: brotliDecompressSync,
  zstd: zstdDecompressSync,
};

/**
 * Undoes the coding of a body.
 *
 * @param contentEncoding the header field's value: codings in the order in which they were applied
 * @param limitBytes the longest result
 * @throws DecodeError when a coding is not known, or the bytes are not in it, or too many come out
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
