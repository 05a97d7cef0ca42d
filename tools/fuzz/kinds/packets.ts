import { once } from 'node:events';
import fc from 'fast-check';
import { ask } from '../ask.ts';
import { fuzzKind } from '../fuzz-kind.ts';
import { anyText } from '../nonsense.ts';

const WAIT_MS = 15_000;

/** Packets that no client sends: of Engine.IO, and of Socket.IO behind a 4. */
const packet = fc.oneof(
  fc.constantFrom(
    '',
    '4',
    '42',
    '42[',
    '42[]',
    '42[1]',
    '42["stream:init"',
    '49',
    '451-["stream:init"]',
    '47',
  ),
  fc.constantFrom(
    '42["connect",{}]',
    '42["disconnect"]',
    '40/nowhere,',
    '40{"token":',
    '41/monitor,',
    '44{"message":1}',
  ),
  fc.constantFrom(
    '0{}',
    '1',
    '5',
    '6',
    '2probe',
    '3',
    '9',
    'b4AAAA',
    '42/monitor,["fragment:data",{}]',
    '4299999999999999999999["a"]',
  ),
  anyText.map((text) => `42${text}`),
  anyText,
);

const packets = fuzzKind({
  name: 'packets: over a websocket',
  weight: 8,
  data: fc.record({
    path: fc.constantFrom('/socket.io/', '/socket.io', '/ws/sts', '/ws/sts/'),
    greet: fc.boolean(),
    frames: fc.array(fc.oneof(packet, fc.uint8Array({ maxLength: 60 })), { minLength: 1, maxLength: 5 }),
  }),
  judge: async ({ path, greet, frames }, { stsUrl }) => {
    const socket = new WebSocket(`${stsUrl.replace('http', 'ws')}${path}?EIO=4&transport=websocket`);
    const received: string[] = [];
    const settled = Promise.withResolvers<void>();
    socket.addEventListener('message', ({ data }) => {
      received.push(String(data));
      if (String(data).startsWith('430')) settled.resolve();
    });
    socket.addEventListener('close', () => settled.resolve());
    socket.addEventListener('error', () => settled.resolve());
    const timer = setTimeout(() => settled.resolve(), WAIT_MS);
    try {
      await once(socket, 'open', { signal: AbortSignal.timeout(WAIT_MS) });
      for (const frame of greet ? ['40', ...frames] : frames) socket.send(frame);
      // Whoever has not closed after that must still answer: who was not greeted is greeted now.
      if (!greet) socket.send('40');
      socket.send('420["fuzz:end"]');
      await settled.promise;
      const isOver =
        socket.readyState !== WebSocket.OPEN || received.some((frame) => frame.startsWith('430'));
      return isOver
        ? undefined
        : `expected an answer or the end; got ${JSON.stringify(received).slice(0, 400)}`;
    } finally {
      clearTimeout(timer);
      socket.close();
    }
  },
});

const handshake = fuzzKind({
  name: 'packets: an odd handshake',
  weight: 5,
  data: fc.record({
    path: fc.constantFrom('/socket.io/', '/ws/sts', '/socket.io/x', '/socket.io//'),
    method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD'),
    EIO: fc.constantFrom('', '0', '3', '4', '5', 'x', '4&EIO=3'),
    transport: fc.constantFrom(
      '',
      'polling',
      'websocket',
      'webtransport',
      '__proto__',
      'polling&transport=x',
    ),
    sid: fc.option(fc.oneof(anyText.map(safe), fc.constantFrom('__proto__', 'constructor', 'toString')), {
      nil: undefined,
    }),
    body: anyText,
  }),
  judge: async ({ path, method, EIO, transport, sid, body }, { stsUrl }) => {
    const query = `EIO=${EIO}&transport=${transport}${sid === undefined ? '' : `&sid=${sid}`}`;
    const sent = method === 'POST' || method === 'PUT' ? { body } : {};
    const answer = await ask(stsUrl, { method, path: `${path}?${query}`, ...sent });
    if (answer.status >= 400 && answer.status < 500) return undefined;
    const isRight =
      method === 'GET' && EIO === '4' && transport === 'polling' && answer.body.startsWith('0{');
    if (isRight && (sid === undefined || sid === '')) return undefined;
    return `expected 4xx; got ${answer.status} ${answer.body.slice(0, 200)}`;
  },
});

function safe(text: string): string {
  return text.replace(/[^\w-]/g, '-');
}

const polling = fuzzKind({
  name: 'packets: over polling',
  weight: 4,
  data: fc.record({
    bodies: fc.array(
      fc.oneof(
        packet,
        fc.array(packet, { maxLength: 5 }).map((many) => many.join('\x1e')),
      ),
      {
        minLength: 1,
        maxLength: 3,
      },
    ),
    type: fc.constantFrom('text/plain;charset=UTF-8', 'application/octet-stream', ''),
  }),
  judge: async ({ bodies, type }, { stsUrl }) => {
    const path = '/socket.io/?EIO=4&transport=polling';
    const opened = await ask(stsUrl, { method: 'GET', path });
    const sid = /"sid":"([^"]+)"/.exec(opened.body)?.[1];
    if (sid === undefined) return `expected a handshake; got ${opened.status} ${opened.body.slice(0, 200)}`;
    for (const body of bodies) {
      const headers = { 'content-type': type };
      const { status, body: told } = await ask(stsUrl, {
        method: 'POST',
        path: `${path}&sid=${sid}`,
        headers,
        body,
      });
      if (status !== 200 && status !== 400 && status !== 413)
        return `expected 200 or 400; got ${status} ${told}`;
    }
    await ask(stsUrl, { method: 'POST', path: `${path}&sid=${sid}`, body: '1' });
    return undefined;
  },
});

export const packetKinds = [packets, handshake, polling];
