import { io, type Socket } from 'socket.io-client';
import { expect, test } from 'vitest';
import { createLogger } from '../../runtime/logger.ts';
import { startTestSts } from '../testing/start-test-sts.ts';

/** Connects with a token that must not be logged, and waits for the refusal. */
async function connectInVain(url: string, options: Parameters<typeof io>[1]): Promise<void> {
  const socket: Socket = io(url, {
    transports: ['websocket'],
    reconnection: false,
    auth: { token: 'hush' },
    query: { token: 'hush' },
    ...options,
  });
  await new Promise((resolve) => socket.once('connect_error', resolve));
  socket.disconnect();
}

test('logs why a connection is refused, without tokens', async () => {
  const lines: string[] = [];
  const log = createLogger('sts-service', 'warn', { write: (line) => void lines.push(line) });
  await using sts = await startTestSts({ STS_AUTH_TOKEN: 'right' }, log);

  await connectInVain(sts.url, {});
  await connectInVain(`${sts.url}/elsewhere`, { auth: { token: 'right' } });
  await connectInVain(sts.url, { path: '/ws/other' });
  await connectInVain(sts.url, { path: '/ws/other', transports: ['polling'] });
  await fetch(`${sts.url}/socket.io?EIO=4&transport=carrier-pigeon&token=hush`);

  const refused = lines.map((line) => JSON.parse(line)).map(({ time, service, ...rest }) => rest);
  expect(refused).toEqual([
    {
      level: 'warn',
      namespace: '/',
      msg: 'connection refused: auth.token is missing or wrong',
    },
    { level: 'warn', namespace: '/elsewhere', msg: 'connection refused: no such namespace' },
    { level: 'warn', path: '/ws/other/', msg: 'connection refused: no Socket.IO at this path' },
    { level: 'warn', method: 'GET', path: '/ws/other/', msg: 'request refused: no such path' },
    { level: 'warn', code: 0, msg: 'connection refused: Transport unknown' },
  ]);
  expect(lines.join()).not.toContain('hush');
});
