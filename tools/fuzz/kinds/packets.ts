import { once } from 'node:events';
import fc from 'fast-check';
import { fuzzKind } from '../fuzz-kind.ts';
import { anyText } from '../nonsense.ts';

const WAIT_MS = 15_000;

/** Packets that no client sends: of Engine.IO, and of Socket.IO behind a 4. */
export const packet = fc.oneof(
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

export const packetKinds = [packets];
