import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import type { Direction, TapPacket, Undecodable } from '../tap-event.ts';
import { anySplit, encodeChunked, encodeFrame, encodeHead, encodeHttp, OPCODE } from '../testing/wire.ts';
import { ConnectionReader } from './connection-reader.ts';
import { EngineSessions } from './engine-session.ts';

const LIMIT_BYTES = 100_000;
const PATH = '/any/path/?EIO=4&transport=';
const OK = 'HTTP/1.1 200 OK';
const OPEN = '0{"sid":"s1"}';

/** Bytes of one side, which are sent after those of the previous turn have arrived. */
type Turn = readonly [Direction, Buffer];

const readers: ConnectionReader[] = [];

afterEach(() => {
  for (const reader of readers.splice(0)) reader.close();
});

function up(...parts: readonly (Buffer | string)[]): Turn {
  return ['worker-to-sts', Buffer.concat(parts.map((part) => Buffer.from(part)))];
}

function down(...parts: readonly (Buffer | string)[]): Turn {
  return ['sts-to-worker', Buffer.concat(parts.map((part) => Buffer.from(part)))];
}

/** A reader, and what it has reported: packets as text, problems as `lost …`. */
function createReader(sessions = new EngineSessions(LIMIT_BYTES)) {
  const reported: string[] = [];
  const packets: TapPacket[] = [];
  const reader = new ConnectionReader({
    sessions,
    limitBytes: LIMIT_BYTES,
    onPacket: (packet) => {
      packets.push(packet);
      reported.push(format(packet));
    },
    onUndecodable: ({ lost, problem }: Undecodable) => reported.push(`lost ${lost}: ${problem}`),
  });
  readers.push(reader);
  return { reader, reported, packets };
}

function format({ direction, transport, namespace, kind, event, args, ackId }: TapPacket): string {
  const arrow = direction === 'worker-to-sts' ? '→' : '←';
  return [arrow, transport, namespace, kind, event, JSON.stringify(args), ackId]
    .filter((part) => part !== undefined)
    .join(' ');
}

async function feed(
  reader: ConnectionReader,
  turns: readonly Turn[],
  split = (bytes: Buffer) => [bytes],
): Promise<void> {
  for (const [direction, bytes] of turns) {
    for (const chunk of split(bytes)) reader.push(direction, chunk);
    await reader.settled();
  }
}

async function decode(turns: readonly Turn[], split?: (bytes: Buffer) => Buffer[]): Promise<string[]> {
  const { reader, reported } = createReader();
  await feed(reader, turns, split);
  reader.close();
  return reported;
}

const mask = Buffer.from([1, 2, 3, 4]);
const text = (payload: string) => encodeFrame(OPCODE.text, payload);
const masked = (payload: string) => encodeFrame(OPCODE.text, payload, mask);
const maskedBinary = (payload: Buffer | string) => encodeFrame(OPCODE.binary, payload, mask);
const upgradeRequest = (query = '') =>
  encodeHead(`GET ${PATH}websocket${query} HTTP/1.1`, {
    Host: 'sts',
    Connection: 'Upgrade',
    Upgrade: 'websocket',
  });
const switching = encodeHead('HTTP/1.1 101 Switching Protocols', {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
});
const request = (line: string, body = '') => encodeHttp(line, body, { Host: 'sts' });

const opening: Turn[] = [up(upgradeRequest()), down(switching, text(OPEN))];
const websocket: Turn[] = [
  ...opening,
  up(masked('40')),
  down(text('40{"sid":"x"}'), text('2')),
  up(
    masked('3'),
    masked('420["ask",{"a":1}]'),
    masked('452-["two",{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}]'),
  ),
  up(maskedBinary('A'), maskedBinary('B')),
  down(text('430["answer"]'), text('42/other,["news"]')),
  up(masked('41')),
];
const websocketPackets = [
  '→ websocket / connect []',
  '← websocket / connect [{"sid":"x"}]',
  '→ websocket / event ask [{"a":1}] 0',
  '→ websocket / event two [{"type":"Buffer","data":[66]},{"type":"Buffer","data":[65]}]',
  '← websocket / ack ["answer"] 0',
  '← websocket /other event news []',
  '→ websocket / disconnect []',
];

const polling: Turn[] = [
  up(request(`GET ${PATH}polling HTTP/1.1`)),
  down(encodeHttp(OK, OPEN)),
  up(request(`POST ${PATH}polling&sid=s1 HTTP/1.1`, '40\x1e42["a","ä"]')),
  down(encodeHttp(OK, 'ok')),
  up(request('GET /health HTTP/1.1')),
  down('HTTP/1.1 100 Continue\r\n\r\n', encodeHttp(OK, '42["ignored"]')),
  up(request(`GET ${PATH}polling&sid=s1 HTTP/1.1`)),
  down(
    encodeHead(OK, { 'Transfer-Encoding': 'chunked', 'Content-Encoding': 'gzip' }),
    encodeChunked(gzipSync('40{"sid":"y"}\x1e451-["b",{"_placeholder":true,"num":0}]\x1ebQUI='), 7),
  ),
];
const pollingPackets = [
  '→ polling / connect []',
  '→ polling / event a ["ä"]',
  '← polling / connect [{"sid":"y"}]',
  '← polling / event b [{"type":"Buffer","data":[65,66]}]',
];

test.each([
  ['websocket', websocket, websocketPackets],
  ['long polling', polling, pollingPackets],
])('%s: finds the same packets however the bytes are split', async (_, turns, expected) => {
  await fc.assert(
    fc.asyncProperty(anySplit, async (split) => {
      expect(await decode(turns, split)).toEqual(expected);
    }),
  );
});

test('reports random bytes at most once, and does not throw', async () => {
  const anyTurn = fc.tuple(
    fc.constantFrom<Direction>('worker-to-sts', 'sts-to-worker'),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(anyTurn, { minLength: 1, maxLength: 5 }), async (turns) => {
      const lost = (await decode(turns)).filter((line) => line.startsWith('lost'));
      expect(lost.length).toBeLessThanOrEqual(1);
    }),
  );
});

test('does not throw when bytes of a valid conversation are changed, missing or added', async () => {
  const damage = fc.record({
    position: fc.double({ min: 0, max: 0.999, noNaN: true }),
    kind: fc.constantFrom('changed', 'missing', 'added'),
    byte: fc.nat(255),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(websocket, polling),
      fc.nat(8),
      damage,
      anySplit,
      async (turns, damagedTurn, { position, kind, byte }, split) => {
        const damaged = turns.map(([direction, bytes], index): Turn => {
          if (index !== damagedTurn) return [direction, bytes];
          const at = Math.floor(position * bytes.length);
          const added = kind === 'missing' ? [] : [byte];
          const rest = bytes.subarray(kind === 'added' ? at : at + 1);
          return [direction, Buffer.concat([bytes.subarray(0, at), Buffer.from(added), rest])];
        });
        await decode(damaged, split);
      },
    ),
    { numRuns: 500 },
  );
});

test('keeps the session over an upgrade, even when attachments arrive over the new transport', async () => {
  const sessions = new EngineSessions(LIMIT_BYTES);
  const [first, second, third] = [createReader(sessions), createReader(sessions), createReader(sessions)];
  await feed(first.reader, polling.slice(0, 2));
  await feed(second.reader, [
    up(request(`POST ${PATH}polling&sid=s1 HTTP/1.1`, '451-["a",{"_placeholder":true,"num":0}]')),
  ]);
  await feed(third.reader, [
    up(upgradeRequest('&sid=s1')),
    down(switching),
    up(masked('2probe')),
    down(text('3probe')),
    up(masked('5'), maskedBinary('A')),
  ]);
  expect([...first.reported, ...second.reported, ...third.reported]).toEqual([
    '→ websocket / event a [{"type":"Buffer","data":[65]}]',
  ]);
  expect(third.packets[0]?.session).toBe(1);
});

test('keeps a session whose upgrade fails, and forgets one whose WebSocket has closed', async () => {
  const sessions = new EngineSessions(LIMIT_BYTES);
  const poll = async () => {
    const { reader, packets } = createReader(sessions);
    await feed(reader, polling.slice(2, 3));
    return packets.map(({ session }) => session);
  };
  const probe = async (...sent: readonly string[]) => {
    const { reader } = createReader(sessions);
    await feed(reader, [up(upgradeRequest('&sid=s1')), down(switching), up(...sent.map(masked))]);
    reader.close();
  };
  await feed(createReader(sessions).reader, polling.slice(0, 2));
  expect(await poll()).toEqual([1, 1]);
  await probe('2probe');
  expect(await poll()).toEqual([1, 1]);
  await probe('2probe', '5');
  expect(await poll()).toEqual([2, 2]);
});

test('continues with HTTP when an upgrade is refused', async () => {
  const refused = [up(upgradeRequest('&sid=s1')), down(encodeHttp('HTTP/1.1 400 Bad Request', '{}'))];
  expect(await decode([...refused, ...polling])).toEqual(pollingPackets);
});

test('decodes frames that are sent before the upgrade is answered', async () => {
  const early = up(upgradeRequest(), masked('42["early"]'));
  expect(await decode([early, down(switching, text(OPEN))])).toEqual(['→ websocket / event early []']);
});

test('skips an invalid packet and decodes the next one', async () => {
  const reported = await decode([
    ...opening,
    up(
      masked('x'),
      masked('4x'),
      masked('42{}'),
      masked('451-["a",{"_placeholder":true,"num":0}]'),
      masked('42["b"]'),
    ),
    up(masked('42["c"]'), maskedBinary('A'), masked('42["d"]')),
  ]);
  expect(reported).toEqual([
    'lost message: not an Engine.IO packet: "x"',
    'lost message: not a Socket.IO packet: Error: unknown packet type NaN',
    'lost message: not a Socket.IO packet: Error: invalid payload',
    'lost message: not a Socket.IO packet: Error: got plaintext data when reconstructing a packet',
    '→ websocket / event c []',
    'lost message: not a Socket.IO packet: Error: got binary data when not reconstructing a packet',
    '→ websocket / event d []',
  ]);
});

test('skips a packet whose attachments exceed the limit together', async () => {
  const part = maskedBinary(Buffer.alloc(LIMIT_BYTES / 2));
  const head = masked('452-["a",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]');
  expect(await decode([...opening, up(head, part, part, masked('42["b"]'))])).toEqual([
    `lost message: not a Socket.IO packet: Error: a packet of more than ${LIMIT_BYTES} bytes`,
    '→ websocket / event b []',
  ]);
});

test('skips a body that exceeds the limit or has an unknown coding', async () => {
  const get = up(request(`GET ${PATH}polling&sid=s1 HTTP/1.1`));
  const reported = await decode([
    get,
    down(encodeHttp(OK, 'x'.repeat(LIMIT_BYTES + 1))),
    get,
    down(encodeHttp(OK, 'x', { 'Content-Encoding': 'rot13' })),
    get,
    down(encodeHttp(OK, '42["a"]')),
  ]);
  expect(reported).toEqual([
    `lost message: a body of more than ${LIMIT_BYTES} bytes`,
    'lost message: content-encoding rot13 is not known',
    '← polling / event a []',
  ]);
});

test('decodes a body that ends with the connection', async () => {
  const { reader, reported } = createReader();
  await feed(reader, [
    up(request(`GET ${PATH}polling&sid=s1 HTTP/1.1`)),
    down(encodeHead('HTTP/1.0 200 OK', {}), '42["a"]'),
  ]);
  expect(reported).toEqual([]);
  reader.end('sts-to-worker');
  await reader.settled();
  expect(reported).toEqual(['← polling / event a []']);
});

test.each<[string, Turn[]]>([
  ['an unanswered poll', polling.slice(0, 3)],
  ['half a request', [up(`GET ${PATH}polling HTTP/1.1\r\nHos`)]],
  ['half a response', [...polling.slice(0, 1), down(`${OK}\r\nContent-Length: 100\r\n\r\n0{`)]],
  ['half a frame', [...opening, up(masked('42["a"]').subarray(0, 5))]],
])('reports no problem when the connection ends after %s', async (_, turns) => {
  const { reader, reported } = createReader();
  await feed(reader, turns);
  reader.end('worker-to-sts');
  reader.end('sts-to-worker');
  await reader.settled();
  expect(reported.filter((line) => line.startsWith('lost'))).toEqual([]);
});

test.each([
  [
    'an older Engine.IO',
    request('GET /?EIO=3&transport=polling HTTP/1.1'),
    'unsupported Engine.IO protocol version 3; supported: 4',
  ],
  ['JSONP', request(`GET ${PATH}polling&j=1 HTTP/1.1`), 'unsupported Engine.IO variant: JSONP'],
  [
    'another WebSocket',
    encodeHead('GET /ws HTTP/1.1', { Host: 'sts', Connection: 'Upgrade', Upgrade: 'websocket' }),
    'not an Engine.IO WebSocket: /ws',
  ],
  [
    'TLS',
    Buffer.from([0x16, 3, 1, 2, 0, ...Buffer.from('\r\n\r\n')]),
    'Parse Error: Invalid method encountered',
  ],
  ['an endless head', `GET / HTTP/1.1\r\nX: ${'x'.repeat(70_000)}`, 'Parse Error: Header overflow'],
  [
    'pipelined requests',
    Buffer.concat([request('GET / HTTP/1.1'), request('GET / HTTP/1.1')]),
    'a pipelined HTTP request',
  ],
])('reports %s and stops decoding the connection', async (_, bytes, problem) => {
  expect(await decode([up(bytes), ...websocket])).toEqual([`lost connection: ${problem}`]);
});

test('reports a response without a request', async () => {
  const reported = await decode([down(Buffer.alloc(40_000)), down(Buffer.alloc(40_000)), ...websocket]);
  expect(reported).toEqual(['lost connection: a response without a request']);
});

test('reports a switch to another protocol and stops decoding the connection', async () => {
  const turns = [
    up(encodeHead('GET / HTTP/1.1', { Host: 'sts', Connection: 'Upgrade', Upgrade: 'h2c' })),
    down(encodeHead('HTTP/1.1 101 Switching Protocols', { Connection: 'Upgrade', Upgrade: 'h2c' })),
  ];
  expect(await decode(turns)).toEqual(['lost connection: a switch to h2c']);
});
