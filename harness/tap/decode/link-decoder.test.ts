import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Direction, Finding } from '../tap-packet.ts';
import { anyCut, encodeChunked, encodeFrame, encodeHead, encodeHttp } from '../testing/wire.ts';
import { EngineSessions } from './engine/engine-sessions.ts';
import { LinkDecoder } from './link-decoder.ts';
import { OPCODE } from './websocket/frame.ts';

const LIMIT_BYTES = 100_000;
const PATH = '/any/path/?EIO=4&transport=';
const OK = 'HTTP/1.1 200 OK';
const OPEN = '0{"sid":"s1"}';

/** What one side sends after the other. */
type Turn = readonly [Direction, Buffer];

function up(...parts: readonly (Buffer | string)[]): Turn {
  return ['worker-to-sts', Buffer.concat(parts.map((part) => Buffer.from(part)))];
}

function down(...parts: readonly (Buffer | string)[]): Turn {
  return ['sts-to-worker', Buffer.concat(parts.map((part) => Buffer.from(part)))];
}

function newDecoder(): LinkDecoder {
  return new LinkDecoder(new EngineSessions(LIMIT_BYTES), LIMIT_BYTES);
}

function decode(turns: readonly Turn[], cut = (bytes: Buffer) => [bytes], decoder = newDecoder()): Finding[] {
  return turns.flatMap(([direction, bytes]) => cut(bytes).flatMap((chunk) => decoder.push(direction, chunk)));
}

/** Each packet as text, each thing that could not be decoded as its problem. */
function told(findings: readonly Finding[]): string[] {
  return findings.map((finding) => {
    if (finding.type === 'undecodable')
      return `lost ${finding.undecodable.lost}: ${finding.undecodable.problem}`;
    const { direction, transport, namespace, kind, event, args, ackId } = finding.packet;
    const arrow = direction === 'worker-to-sts' ? '→' : '←';
    return [arrow, transport, namespace, kind, event, JSON.stringify(args), ackId]
      .filter((part) => part !== undefined)
      .join(' ');
  });
}

const mask = Buffer.from([1, 2, 3, 4]);
const text = (payload: string) => encodeFrame({ opcode: OPCODE.text, payload });
const masked = (payload: string) => encodeFrame({ opcode: OPCODE.text, payload, mask });
const upgradeRequest = (query = '') =>
  encodeHead(`GET ${PATH}websocket${query} HTTP/1.1`, { Connection: 'Upgrade', Upgrade: 'websocket' });
const switching = encodeHead('HTTP/1.1 101 Switching Protocols', {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
});

const websocket: Turn[] = [
  up(upgradeRequest()),
  down(switching, text(OPEN)),
  up(masked('40')),
  down(text('40{"sid":"x"}'), text('2')),
  up(
    masked('3'),
    masked('420["ask",{"a":1}]'),
    masked('452-["two",{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}]'),
  ),
  up(
    encodeFrame({ opcode: OPCODE.binary, payload: 'A', mask }),
    encodeFrame({ opcode: OPCODE.binary, payload: 'B', mask }),
  ),
  down(text('430["answer"]'), text('42/other,["told"]')),
  up(masked('41')),
];
const websocketTold = [
  '→ websocket / connect []',
  '← websocket / connect [{"sid":"x"}]',
  '→ websocket / event ask [{"a":1}] 0',
  '→ websocket / event two [{"type":"Buffer","data":[66]},{"type":"Buffer","data":[65]}]',
  '← websocket / ack ["answer"] 0',
  '← websocket /other event told []',
  '→ websocket / disconnect []',
];

const polling: Turn[] = [
  up(encodeHttp(`GET ${PATH}polling HTTP/1.1`)),
  down(encodeHttp(OK, OPEN)),
  up(encodeHttp(`POST ${PATH}polling&sid=s1 HTTP/1.1`, '40\x1e42["a","ä"]')),
  down(encodeHttp(OK, 'ok')),
  up(encodeHttp('GET /health HTTP/1.1'), encodeHttp(`GET ${PATH}polling&sid=s1 HTTP/1.1`)),
  down(
    encodeHttp('HTTP/1.1 100 Continue'),
    encodeHttp(OK, '42["not looked at"]'),
    encodeHead(OK, { 'Transfer-Encoding': 'chunked', 'Content-Encoding': 'gzip' }),
    encodeChunked(gzipSync('40{"sid":"y"}\x1e451-["b",{"_placeholder":true,"num":0}]\x1ebQUI='), 7),
  ),
];
const pollingTold = [
  '→ polling / connect []',
  '→ polling / event a ["ä"]',
  '← polling / connect [{"sid":"y"}]',
  '← polling / event b [{"type":"Buffer","data":[65,66]}]',
];

test.each([
  ['websocket', websocket, websocketTold],
  ['long polling', polling, pollingTold],
])('%s: the same packets come out however the bytes are cut', (_, turns, expected) => {
  fc.assert(
    fc.property(anyCut, (cut) => {
      expect(told(decode(turns, cut))).toEqual(expected);
    }),
  );
});

test('garbage never makes it throw; what is not understood is told once, and ends it', () => {
  const anyTurn = fc.tuple(
    fc.constantFrom<Direction>('worker-to-sts', 'sts-to-worker'),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  );
  fc.assert(
    fc.property(fc.array(anyTurn, { minLength: 1 }), (turns) => {
      const lost = decode(turns).filter((finding) => finding.type === 'undecodable');
      expect(lost.length).toBeLessThanOrEqual(1);
    }),
  );
});

test('bytes that are changed or missing in a good conversation never make it throw, and no failure is of its own making', () => {
  const damage = fc.record({
    at: fc.double({ min: 0, max: 0.999, noNaN: true }),
    kind: fc.constantFrom('changed', 'missing', 'added'),
    byte: fc.nat(255),
  });
  fc.assert(
    fc.property(
      fc.constantFrom(websocket, polling),
      fc.nat(8),
      damage,
      anyCut,
      (turns, which, { at, kind, byte }, cut) => {
        const damaged = turns.map(([direction, bytes], index): Turn => {
          if (index !== which) return [direction, bytes];
          const place = Math.floor(at * bytes.length);
          const added = kind === 'missing' ? [] : [byte];
          const rest = bytes.subarray(kind === 'added' ? place : place + 1);
          return [direction, Buffer.concat([bytes.subarray(0, place), Buffer.from(added), rest])];
        });
        expect(told(decode(damaged, cut)).filter((line) => line.includes('the decoder failed'))).toEqual([]);
      },
    ),
    { numRuns: 1000 },
  );
});

test('a session keeps its number over an upgrade, and attachments may come over the new transport', () => {
  const sessions = new EngineSessions(LIMIT_BYTES);
  const link = () => new LinkDecoder(sessions, LIMIT_BYTES);
  const findings = [
    ...decode(polling.slice(0, 2), undefined, link()),
    ...decode(
      [up(encodeHttp(`POST ${PATH}polling&sid=s1 HTTP/1.1`, '451-["a",{"_placeholder":true,"num":0}]'))],
      undefined,
      link(),
    ),
    ...decode(
      [
        up(upgradeRequest('&sid=s1')),
        down(switching),
        up(masked('2probe')),
        down(text('3probe')),
        up(masked('5'), encodeFrame({ opcode: OPCODE.binary, payload: 'A', mask })),
      ],
      undefined,
      link(),
    ),
  ];
  expect(told(findings)).toEqual(['→ websocket / event a [{"type":"Buffer","data":[65]}]']);
  expect(findings[0]?.type === 'packet' && findings[0].packet.session).toBe(1);
});

test('a session whose upgrade comes to nothing keeps its number; one whose websocket has ended is forgotten', () => {
  const sessions = new EngineSessions(LIMIT_BYTES);
  const link = () => new LinkDecoder(sessions, LIMIT_BYTES);
  const numbers = (findings: readonly Finding[]) =>
    findings.flatMap((finding) => (finding.type === 'packet' ? [finding.packet.session] : []));
  const polled = () => numbers(decode(polling.slice(2, 3), undefined, link()));
  const probe = (...sent: readonly string[]) => {
    const decoder = link();
    decode([up(upgradeRequest('&sid=s1')), down(switching), up(...sent.map(masked))], undefined, decoder);
    decoder.close();
  };
  decode(polling.slice(0, 2), undefined, link());
  expect(polled()).toEqual([1, 1]);
  probe('2probe');
  expect(polled()).toEqual([1, 1]);
  probe('2probe', '5');
  expect(polled()).toEqual([2, 2]);
});

test('a connection goes on as before when the upgrade is refused', () => {
  const refused = [up(upgradeRequest('&sid=s1')), down(encodeHttp('HTTP/1.1 400 Bad Request', '{}'))];
  expect(told(decode([...refused, ...polling]))).toEqual(pollingTold);
});

test('frames that are sent before the upgrade is answered are read after it', () => {
  const [request, answer] = websocket;
  if (request === undefined || answer === undefined) throw new Error('no handshake');
  const early: Turn = ['worker-to-sts', Buffer.concat([request[1], masked('42["early"]')])];
  expect(told(decode([early, answer]))).toEqual(['→ websocket / event early []']);
});

test('a packet that is none costs that packet alone', () => {
  const [request, answer] = websocket;
  if (request === undefined || answer === undefined) throw new Error('no handshake');
  const findings = decode([
    request,
    answer,
    up(
      masked('x'),
      masked('4x'),
      masked('42{}'),
      masked('451-["a",{"_placeholder":true,"num":0}]'),
      masked('42["b"]'),
    ),
    up(masked('42["c"]'), encodeFrame({ opcode: OPCODE.binary, payload: 'A', mask }), masked('42["d"]')),
  ]);
  expect(told(findings)).toEqual([
    'lost message: not an Engine.IO packet: "x"',
    'lost message: not a Socket.IO packet: Error: unknown packet type NaN',
    'lost message: not a Socket.IO packet: Error: invalid payload',
    'lost message: not a Socket.IO packet: Error: got plaintext data when reconstructing a packet',
    '→ websocket / event c []',
    'lost message: not a Socket.IO packet: Error: got binary data when not reconstructing a packet',
    '→ websocket / event d []',
  ]);
});

test('a packet whose attachments are too large together is let go', () => {
  const part = Buffer.alloc(LIMIT_BYTES / 2);
  const [request, answer] = websocket;
  if (request === undefined || answer === undefined) throw new Error('no handshake');
  const binary = encodeFrame({ opcode: OPCODE.binary, payload: part, mask });
  const head = masked('452-["a",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]');
  expect(told(decode([request, answer, up(head, binary, binary, masked('42["b"]'))]))).toEqual([
    `lost message: not a Socket.IO packet: Error: a packet of more than ${LIMIT_BYTES} bytes`,
    '→ websocket / event b []',
  ]);
});

test('a body over the limit, or in a coding that is not known, costs that body alone', () => {
  const get = up(encodeHttp(`GET ${PATH}polling&sid=s1 HTTP/1.1`));
  const findings = decode([
    get,
    down(encodeHttp(OK, 'x'.repeat(LIMIT_BYTES + 1))),
    get,
    down(encodeHttp(OK, 'x', { 'Content-Encoding': 'rot13' })),
    get,
    down(encodeHttp(OK, '42["a"]')),
  ]);
  expect(told(findings)).toEqual([
    `lost message: a body of more than ${LIMIT_BYTES} bytes`,
    'lost message: content-encoding rot13 is not known',
    '← polling / event a []',
  ]);
});

test('a body that ends with the connection is read at its end', () => {
  const decoder = newDecoder();
  const turns = [
    up(encodeHttp(`GET ${PATH}polling&sid=s1 HTTP/1.1`)),
    down(encodeHead('HTTP/1.0 200 OK', {}), '42["a"]'),
  ];
  expect(decode(turns, undefined, decoder)).toEqual([]);
  expect(told(decoder.end('sts-to-worker'))).toEqual(['← polling / event a []']);
});

test.each([
  [
    'an older Engine.IO',
    encodeHttp('GET /?EIO=3&transport=polling HTTP/1.1'),
    'version 3 of the Engine.IO protocol; 4 is known',
  ],
  ['JSONP', encodeHttp(`GET ${PATH}polling&j=1 HTTP/1.1`), 'Engine.IO by JSONP'],
  [
    'a websocket of something else',
    encodeHead('GET /ws HTTP/1.1', { Upgrade: 'websocket' }),
    "a websocket that is not Engine.IO's: /ws",
  ],
  [
    'TLS',
    Buffer.from([0x16, 3, 1, 2, 0, ...Buffer.from('\r\n\r\n')]),
    'not an HTTP/1 request: "\\u0016\\u0003\\u0001\\u0002\\u0000"',
  ],
  ['an endless head', Buffer.alloc(70_000, 'x'), 'a request head is longer than 65536 bytes'],
])('%s is told as not decoded', (_, bytes, problem) => {
  expect(told(decode([up(bytes), ...websocket]))).toEqual([`lost connection: ${problem}`]);
});

test('a switch to another protocol is told as not decoded', () => {
  const turns = [
    up(encodeHttp('GET / HTTP/1.1')),
    down(encodeHead('HTTP/1.1 101 Switching Protocols', { Upgrade: 'h2c' })),
  ];
  expect(told(decode(turns))).toEqual(['lost connection: a switch to h2c']);
});
