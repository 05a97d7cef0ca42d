import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { publishEndpoints } from '../media/index.ts';
import { requireStreamPorts } from './stream-ports.ts';

/** Starts a server that passes each connection to `answer`. @returns its port */
async function listener(answer: (socket: Socket) => void): Promise<number> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => undefined));
    answer(socket);
  }).listen(0, '127.0.0.1');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const rtmp = (): Promise<number> =>
  listener((socket) =>
    socket.once('data', (hello) => socket.write(Buffer.concat([hello.subarray(0, 1), Buffer.alloc(1536)]))),
  );

function required(ports: { readonly rtmp: number; readonly rtsp: number }, publish: 'rtmp' | 'rtsp') {
  const urls = publishEndpoints(
    (protocol) => `${protocol}://127.0.0.1:${protocol === 'rtmp' ? ports.rtmp : ports.rtsp}`,
  );
  return requireStreamPorts(urls, publish, new AbortController().signal);
}

test('accepts a server that responds, and checks RTSP only for RTSP publishing', async () => {
  const rtsp = await listener((socket) => socket.once('data', () => socket.write('RTSP/1.0 200 OK\r\n')));
  await required({ rtmp: await rtmp(), rtsp }, 'rtsp');
  await required({ rtmp: await rtmp(), rtsp: 1 }, 'rtmp');
});

test.each([
  [
    'that closes the connection',
    (socket: Socket) => socket.end(),
    'the connection was closed without a response',
  ],
  [
    'that speaks HTTP',
    (socket: Socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
    'unexpected response: "HTTP/1.1 400 Bad Request',
  ],
  ['that does not respond', () => undefined, 'no response within 3000 ms'],
])('reports a server %s', async (_, answer, problem) => {
  const port = await listener(answer);
  await expect(required({ rtmp: port, rtsp: 1 }, 'rtmp')).rejects.toMatchObject({
    code: 'STREAM_PORT_DEAD',
    fault: 'ENVIRONMENT',
    message: expect.stringContaining(`no RTMP at rtmp://127.0.0.1:${port}: ${problem}`),
  });
});

test('reports a port without a server', async () => {
  await expect(required({ rtmp: await rtmp(), rtsp: 1 }, 'rtsp')).rejects.toThrow(
    /^no RTSP at rtsp:\/\/127\.0\.0\.1:1: Error: connect ECONNREFUSED 127\.0\.0\.1:1\. Streams are published/,
  );
});

test('throws the reason of an interruption', async () => {
  const port = await listener(() => undefined);
  const interruption = AbortSignal.abort(new Error('SIGINT'));
  const urls = publishEndpoints((protocol) => `${protocol}://127.0.0.1:${port}`);
  await expect(requireStreamPorts(urls, 'rtmp', interruption)).rejects.toThrow('SIGINT');
});
