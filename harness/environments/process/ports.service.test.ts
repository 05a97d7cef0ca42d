import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { portHolder } from './port-holder.ts';
import { PORT_NAMES, reserveFreePorts } from './ports.ts';

test('two runs never get the same port, and each port can be listened on', async () => {
  const runs = await Promise.all([reserveFreePorts(), reserveFreePorts(), reserveFreePorts()]);
  const ports = runs.flatMap((run) => Object.values(run.ports));
  expect(new Set(ports).size).toBe(3 * PORT_NAMES.length);
  await Promise.all(runs.map((run) => run.release()));
});

test('who holds a port is told with pid and command', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  expect(await portHolder(port)).toMatch(new RegExp(`^pid ${process.pid} \\(.*node.*\\)$`));
  server.close();
  await once(server, 'close');
  expect(await portHolder(port)).toBeUndefined();
});
