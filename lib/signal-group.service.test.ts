import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { identify } from './process-identity.ts';
import { signalGroup } from './signal-group.ts';

/** Starts a group whose leader prints the pid of its child. */
async function startGroup(): Promise<{ pid: number; childPid: number; ended: Promise<unknown> }> {
  const leader = spawn('sh', ['-c', 'sleep 60 & echo $!; wait'], {
    detached: true,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [line] = await once(leader.stdout, 'data');
  const { pid } = leader;
  if (pid === undefined) throw new Error('sh did not start');
  return { pid, childPid: Number(String(line)), ended: once(leader, 'exit') };
}

test('signals the leader only, or the whole group', async () => {
  const { pid, childPid, ended } = await startGroup();
  signalGroup(pid, 'SIGTERM', 'leader');
  await ended;
  expect(await identify(childPid)).toBeDefined();
  signalGroup(pid, 'SIGKILL');
  await expect.poll(() => identify(childPid)).toBeUndefined();
});

test('ignores a group that has ended', () => {
  expect(() => signalGroup(2 ** 22 + 1, 'SIGKILL')).not.toThrow();
  expect(() => signalGroup(2 ** 22 + 1, 'SIGKILL', 'leader')).not.toThrow();
});
