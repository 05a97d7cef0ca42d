import { once } from 'node:events';
import fc from 'fast-check';
import { fuzzKind } from '../fuzz-kind.ts';
import { anyText } from '../invalid-values.ts';

const WAIT_MS = 15_000;

/** Packets that no client sends: Engine.IO packets and, with the prefix 4, Socket.IO packets. */
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
    connectFirst: fc.boolean(),
    frames: fc.array(fc.oneof(packet, fc.uint8Array({ maxLength: 60 })), { minLength: 1, maxLength: 5 }),
  }),
  check: async ({ path, connectFirst, frames }, { stsUrl }) => {
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
      for (const frame of connectFirst ? ['40', ...frames] : frames) socket.send(frame);
      // A service that keeps the connection open must still answer. Connects now if it has not done so before.
      if (!connectFirst) socket.send('40');
      socket.send('420["fuzz:end"]');
      await settled.promise;
      const isSettled =
        socket.readyState !== WebSocket.OPEN || received.some((frame) => frame.startsWith('430'));
      return isSettled
        ? undefined
        : `expected an answer or a disconnect; got ${JSON.stringify(received).slice(0, 400)}`;
    } finally {
      clearTimeout(timer);
      socket.close();
    }
  },
});

export const packetKinds = [packets];
