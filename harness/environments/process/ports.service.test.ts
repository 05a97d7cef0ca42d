import { fileURLToPath } from 'node:url';
import { execa, type Options } from 'execa';
import { expect, test } from 'vitest';
import { holdPort, PORT_NAMES, reserveFreePorts } from './ports.ts';

const PORTS_MODULE = fileURLToPath(new URL('ports.ts', import.meta.url));
const NOBODY = { uid: 65_534, gid: 65_534 };

/** Options that run a child as the Unix user `nobody`, where this user may do that and `nobody` can read the code. */
async function asOtherUser(): Promise<Pick<Options, 'uid' | 'gid'>> {
  if (process.getuid?.() !== 0) return {};
  const read = await execa(process.execPath, ['--check', PORTS_MODULE], { ...NOBODY, reject: false });
  return read.exitCode === 0 ? NOBODY : {};
}

/** Evaluates an expression of ports.ts in another process, as another user if possible. */
async function elsewhere(expression: string): Promise<unknown> {
  const script = `import * as ports from ${JSON.stringify(PORTS_MODULE)}; console.log(JSON.stringify(await ${expression}))`;
  const { stdout } = await execa(process.execPath, ['--input-type=module', '-e', script], {
    ...(await asOtherUser()),
    cwd: '/',
  });
  return JSON.parse(stdout);
}

test('reserves different ports for parallel runs', async () => {
  const runs = await Promise.all([reserveFreePorts(), reserveFreePorts(), reserveFreePorts()]);
  const ports = runs.flatMap((run) => Object.values(run.ports));
  expect(new Set(ports).size).toBe(3 * PORT_NAMES.length);
  await Promise.all(runs.map((run) => run.release()));
});

test('reserves ports as another user, beside the reservations of this one', async () => {
  const { ports, release } = await reserveFreePorts();
  const others = await elsewhere('ports.reserveFreePorts().then((reserved) => reserved.ports)');
  await release();
  expect(Object.keys(others as object)).toEqual([...PORT_NAMES]);
  expect(Object.values(ports).filter((port) => Object.values(others as object).includes(port))).toEqual([]);
});

test('holds a port against other processes and users until it is released', async () => {
  const tryToHold = 'ports.holdPort(20001).then((release) => release !== undefined)';
  const release = await holdPort(20_001);
  expect(await elsewhere(tryToHold)).toBe(false);
  await release?.();
  expect(await elsewhere(tryToHold)).toBe(true);
});
