import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyCut, encodeChunked, parseAll } from '../../testing/wire.ts';
import type { ByteQueue } from '../byte-queue.ts';
import { need, type Parsing } from '../parser.ts';
import { decodeContent } from './content-coding.ts';
import { type BodyFraming, readBody, requestFraming, responseFraming } from './http-body.ts';
import { lists, parseRequestHead, parseResponseHead } from './http-head.ts';

const LIMIT_BYTES = 1000;

function* bodyAndRest(input: ByteQueue, framing: BodyFraming): Parsing<Buffer | undefined> {
  yield yield* readBody(input, framing, LIMIT_BYTES);
  yield yield* need(input, NEXT.length);
}

const anyBody = fc.uint8Array({ maxLength: LIMIT_BYTES }).map((bytes) => Buffer.from(bytes));
const NEXT = Buffer.from('NEXT');

test('a body of known length is read whatever the chunks, and nothing after it', () => {
  fc.assert(
    fc.property(anyBody, anyCut, (body, cut) => {
      const framing: BodyFraming = { kind: 'length', bytes: body.length };
      const found = parseAll((input) => bodyAndRest(input, framing), [...cut(body), NEXT]);
      expect(found).toEqual([body, NEXT]);
    }),
  );
});

test('a chunked body is read whatever the chunks, and nothing after it', () => {
  fc.assert(
    fc.property(anyBody, fc.integer({ min: 1, max: 400 }), anyCut, (body, size, cut) => {
      const found = parseAll(
        (input) => bodyAndRest(input, { kind: 'chunked' }),
        [...cut(encodeChunked(body, size)), NEXT],
      );
      expect(found).toEqual([body, NEXT]);
    }),
  );
});

test('a body without a declared end goes on to the end of the connection', () => {
  const found = parseAll((input) => readInFull(input), [Buffer.from('a'), Buffer.from('b')]);
  expect(found).toEqual([Buffer.from('ab')]);
});

function* readInFull(input: ByteQueue): Parsing<Buffer | undefined> {
  yield yield* readBody(input, { kind: 'until-close' }, LIMIT_BYTES);
}

test.each<[string, BodyFraming, Buffer]>([
  ['of known length', { kind: 'length', bytes: LIMIT_BYTES + 1 }, Buffer.alloc(LIMIT_BYTES + 1)],
  ['in chunks', { kind: 'chunked' }, encodeChunked(Buffer.alloc(LIMIT_BYTES + 1), 300)],
])('a body over the limit, %s, is passed over', (_, framing, bytes) => {
  expect(parseAll((input) => bodyAndRest(input, framing), [bytes, NEXT])).toEqual([undefined, NEXT]);
});

test.each([
  ['zz\r\n', 'not the size of a chunk'],
  ['1\r\nabc', 'does not end where it says'],
  [`1;${'x'.repeat(5000)}`, 'longer than 4096 bytes'],
])('chunks that are none: %j', (text, message) => {
  expect(() => parseAll((input) => bodyAndRest(input, { kind: 'chunked' }), [Buffer.from(text)])).toThrow(
    message,
  );
});

test('heads are parsed: names in lower case, fields of one name joined', () => {
  const head = parseRequestHead('POST /a?b=c HTTP/1.1\r\nHost: x:1\r\nAccept: a\r\nACCEPT:  b ');
  expect({ ...head, headers: Object.fromEntries(head.headers) }).toEqual({
    method: 'POST',
    target: '/a?b=c',
    headers: { host: 'x:1', accept: 'a, b' },
  });
  expect(parseResponseHead('HTTP/1.1 200\r\nA: b').status).toBe(200);
  expect(lists(new Map([['connection', 'keep-alive, Upgrade']]), 'connection', 'upgrade')).toBe(true);
});

test.each(['', 'GET /', 'PRI * HTTP/2.0', 'GET / HTTP/1.1\r\nno field', 'GET / HTTP/1.1\r\n: x'])(
  'no head of a request: %j',
  (text) => {
    expect(() => parseRequestHead(text)).toThrow(/^not /);
  },
);

test.each(['', 'HTTP/2 200', 'HTTP/1.1 OK'])('no head of a response: %j', (text) => {
  expect(() => parseResponseHead(text)).toThrow(/^not /);
});

const chunkedHeaders = new Map([
  ['transfer-encoding', 'gzip, Chunked'],
  ['content-length', '3'],
]);
const sized = new Map([['content-length', '3']]);
const bare = new Map<string, string>();

test.each([
  [200, 'GET', chunkedHeaders, { kind: 'chunked' }],
  [200, 'GET', sized, { kind: 'length', bytes: 3 }],
  [200, 'GET', bare, { kind: 'until-close' }],
  [200, 'HEAD', sized, { kind: 'length', bytes: 0 }],
  [204, 'GET', bare, { kind: 'length', bytes: 0 }],
  [304, 'GET', sized, { kind: 'length', bytes: 0 }],
])('the end of a response: %i to %s', (status, method, headers, framing) => {
  expect(responseFraming({ status, headers }, method)).toEqual(framing);
});

test('a request without a declared body has none; a length that is no number is refused', () => {
  const request = { method: 'POST', target: '/', headers: bare };
  expect(requestFraming(request)).toEqual({ kind: 'length', bytes: 0 });
  expect(() => requestFraming({ ...request, headers: new Map([['content-length', '3, 3']]) })).toThrow(
    '"3, 3"',
  );
});

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
])('content-encoding %s is undone', (coding, bytes) => {
  expect(decodeContent(bytes, coding, LIMIT_BYTES)).toEqual(content);
});

test.each([
  ['gzip', content, 'is not gzip'],
  ['rot13', content, 'rot13 is not known'],
  ['gzip', gzipSync(Buffer.alloc(LIMIT_BYTES + 1)), 'larger than'],
])('a body that cannot be read: %s', (coding, bytes, message) => {
  expect(() => decodeContent(bytes, coding, LIMIT_BYTES)).toThrow(message);
});
