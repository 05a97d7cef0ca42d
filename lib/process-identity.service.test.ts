import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { identify, isAlive } from './process-identity.ts';

const NO_PID = 2 ** 22 + 1;

test('identifies a process by its pid and start time', async () => {
  const own = await identify(process.pid);
  expect(own).toEqual({ pid: process.pid, startTime: expect.stringMatching(/^\d+$/) });
  expect(await identify(process.pid)).toEqual(own);
});

test('a process that has ended has no identity', async () => {
  const child = spawn('true');
  await once(child, 'exit');
  expect(await identify(child.pid ?? NO_PID)).toBeUndefined();
  expect(await identify(NO_PID)).toBeUndefined();
});

test('a zombie exists, but has no identity', async () => {
  // Replaces the shell by a program that does not wait for the child of the shell.
  const parent = spawn('sh', ['-c', 'cat <&3 & echo $!; exec 3<&-; exec sleep 60'], {
    stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
  });
  try {
    const [line] = await once(parent.stdout as Readable, 'data');
    const pid = Number(String(line));
    // A shell would remove the zombie.
    await expect.poll(() => readFile(`/proc/${parent.pid}/comm`, 'utf8')).toBe('sleep\n');
    (parent.stdio[3] as Writable).end();
    await expect.poll(() => identify(pid)).toBeUndefined();
    expect(isAlive(pid)).toBe(true);
  } finally {
    parent.kill('SIGKILL');
  }
});

test('a process of another user is alive', () => {
  expect(isAlive(1)).toBe(true);
  expect(isAlive(NO_PID)).toBe(false);
});
