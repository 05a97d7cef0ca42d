import fc from 'fast-check';
import { fuzzKind } from '../fuzz-kind.ts';
import { sendBytes } from '../http-client.ts';

/** Malformed requests, as an attacker would send them. */
const BROKEN = [
  'GET /health HTTP/1.1\r\n\r\n',
  'GET /health HTTP/9.9\r\nHost: a\r\n\r\n',
  'G\0T /health HTTP/1.1\r\nHost: a\r\n\r\n',
  'GET /health HTTP/1.1\r\nHost: a\r\nHost : b\r\n\r\n',
  'GET /health HTTP/1.1\r\nHost: a\r\nx\r\n\r\n',
  'GET /health HTTP/1.1\r\nHost: a\r\nx: \0\r\n\r\n',
  'POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n',
  'POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello',
  'POST /v1/mediamtx/events/ready HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  'POST /v1/mediamtx/events/ready HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n',
  'POST /v1/mediamtx/events/ready HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'SSH-2.0-OpenSSH_9.2\r\n',
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  'CONNECT example.test:443 HTTP/1.1\r\nHost: example.test\r\n\r\n',
  'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
  'GET /nowhere HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAA\r\n\r\n',
  '\r\n\r\n\r\n\r\n',
];

const text = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...BROKEN) },
  // Truncated: the service waits for the rest until the client disconnects.
  {
    weight: 3,
    arbitrary: fc.tuple(fc.constantFrom(...BROKEN), fc.nat(80)).map(([all, cut]) => all.slice(0, cut)),
  },
  {
    weight: 3,
    arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  },
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: 17_000, max: 60_000 })
      .map((length) => `GET /health HTTP/1.1\r\nHost: a\r\nx: ${'a'.repeat(length)}\r\n\r\n`),
  },
);

const broken = fuzzKind({
  name: 'raw http: malformed request',
  weight: 5,
  data: fc.record({ service: fc.constantFrom('mediaServiceUrl', 'stsUrl'), bytes: text }),
  check: async ({ service, bytes }, target) => {
    const answer = await sendBytes(target[service], Buffer.from(bytes, 'latin1'));
    if (answer === '' || /^HTTP\/1\.1 4\d\d /.test(answer)) return undefined;
    return `expected 4xx or nothing; got ${JSON.stringify(answer.slice(0, 300))}`;
  },
});

export const rawHttpKinds = [broken];
