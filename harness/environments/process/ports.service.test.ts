import { expect, test } from 'vitest';
import { PORT_NAMES, reserveFreePorts } from './ports.ts';

test('two runs never get the same port, and each port can be listened on', async () => {
  const runs = await Promise.all([reserveFreePorts(), reserveFreePorts(), reserveFreePorts()]);
  const ports = runs.flatMap((run) => Object.values(run.ports));
  expect(new Set(ports).size).toBe(3 * PORT_NAMES.length);
  await Promise.all(runs.map((run) => run.release()));
});
