import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { decodeContent } from './content-coding.ts';

const LIMIT_BYTES = 1000;
const content = Buffer.from('content '.repeat(50));

test.each([
  ['gzip', gzipSync(content)],
  ['X-GZIP', gzipSync(content)],
  ['deflate', deflateSync(content)],
  ['deflate', deflateRawSync(content)],
  ['br', brotliCompressSync(content)],
  ['zstd', zstdCompressSync(content)],
  ['identity', content],
  [undefined, content],
  ['gzip, br', brotliCompressSync(gzipSync(content))],
])('decodes content-encoding %s', (coding, bytes) => {
  expect(decodeContent(bytes, coding, LIMIT_BYTES)).toEqual(content);
});

test.each([
  ['gzip', content, 'is not gzip'],
  ['rot13', content, 'rot13 is not known'],
  ['gzip', gzipSync(Buffer.alloc(LIMIT_BYTES + 1)), 'larger than'],
])('rejects an invalid, unknown or too large body: %s', (coding, bytes, message) => {
  expect(() => decodeContent(bytes, coding, LIMIT_BYTES)).toThrow(message);
});
