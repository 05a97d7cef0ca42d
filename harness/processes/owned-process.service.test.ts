import { once } from 'node:events';
import { mkdtempDisposable, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isAlive } from '../../lib/process-identity.ts';
import { OwnedProcess } from './owned-process.ts';
import { Reaper } from './reaper.ts';
import { type ProcessEnd, SpawnError } from './spawn-process.ts';

let reaper: Reaper;
beforeEach(() => {
  reaper = new Reaper();
});
afterEach(() => reaper.stop());

async function untilGone(pid: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const poll = setInterval(() => {
    if (!isAlive(pid)) resolve();
  }, 20);
  const deadline = setTimeout(() => reject(new Error(`process ${pid} is still alive after 5 s`)), 5000);
  await promise.finally(() => {
    clearInterval(poll);
    clearTimeout(deadline);
  });
}

/** Starts a shell script and waits for its first line, the pid of a child in its group. */
async function startWithChild(script: string): Promise<{ owned: OwnedProcess; childPid: number }> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const owned = await OwnedProcess.start({
    name: 'shell',
    command: 'sh',
    args: ['-c', script],
    reaper,
    onLine: (line) => resolve(Number(line)),
  });
  return { owned, childPid: await promise };
}

test('reports lines of output and the exit code', async () => {
  const lines: string[] = [];
  const ends: ProcessEnd[] = [];
  const owned = await OwnedProcess.start({
    name: 'shell',
    command: 'sh',
    args: ['-c', 'echo out; echo err >&2; printf unfinished; exit 3'],
    reaper,
    onLine: (line, stream) => lines.push(`${stream} ${line}`),
    onEnd: (end) => ends.push(end),
  });
  expect(await owned.ended).toEqual({ exitCode: 3, signal: undefined });
  expect(ends).toEqual([{ exitCode: 3, signal: undefined }]);
  expect(lines.sort()).toEqual(['stderr err', 'stdout out', 'stdout unfinished']);
  expect(owned.stopping).toBe(false);
});

test('reports lines of a log file up to the last one', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dubstep-log-'));
  const logFile = join(folder.path, 'service.log');
  const lines: string[] = [];
  const ends: string[] = [];
  const owned = await OwnedProcess.start({
    name: 'shell',
    command: 'sh',
    args: ['-c', 'echo one; echo two >&2; printf three'],
    reaper,
    logFile,
    onLine: (line) => lines.push(line),
    onEnd: () => ends.push(lines.join()),
  });
  await owned.ended;
  expect(ends).toEqual(['one,two,three']);
  expect(await readFile(logFile, 'utf8')).toBe('one\ntwo\nthree');
});

test('an abandoned process continues to run and print', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dubstep-log-'));
  const logFile = join(folder.path, 'service.log');
  const owned = await OwnedProcess.start({
    name: 'shell',
    command: 'sh',
    args: ['-c', 'while :; do echo tick; sleep 0.05; done'],
    reaper,
    logFile,
    onLine: () => undefined,
  });
  try {
    owned.abandon();
    await reaper.stop();
    const { size } = await stat(logFile);
    await expect.poll(async () => (await stat(logFile)).size, { timeout: 3000 }).toBeGreaterThan(size);
  } finally {
    process.kill(-owned.pid, 'SIGKILL');
  }
});

test('rejects a missing program with its path', async () => {
  const starting = OwnedProcess.start({
    name: 'mediamtx',
    command: '/nowhere/mediamtx',
    args: [],
    reaper,
    onLine: () => undefined,
  });
  await expect(starting).rejects.toThrow(SpawnError);
  await expect(starting).rejects.toThrow(/cannot start mediamtx: \/nowhere\/mediamtx: .*ENOENT/);
});

test('stops a process and its children', async () => {
  const { owned, childPid } = await startWithChild('sleep 60 & echo $!; wait');
  expect(isAlive(childPid)).toBe(true);
  expect(await owned.stop()).toEqual({ exitCode: undefined, signal: 'SIGTERM' });
  await untilGone(childPid);
  expect(owned.stopping).toBe(true);
});

test('kills a process that ignores SIGTERM', async () => {
  const { owned } = await startWithChild('trap "" TERM; echo $$; while :; do sleep 1; done');
  expect(await owned.stop()).toEqual({ exitCode: undefined, signal: 'SIGKILL' });
}, 10_000);

test('kills a process with its children, and marks its end as expected', async () => {
  const { owned, childPid } = await startWithChild('trap "" TERM; sleep 60 & echo $!; wait');
  expect(await owned.kill()).toEqual({ exitCode: undefined, signal: 'SIGKILL' });
  await untilGone(childPid);
  expect(owned.stopping).toBe(true);
});

test('reads only its own lines from a log file with earlier ones', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dubstep-log-'));
  const logFile = join(folder.path, 'service.log');
  const print = async (text: string): Promise<string[]> => {
    const lines: string[] = [];
    const owned = await OwnedProcess.start({
      name: 'shell',
      command: 'echo',
      args: [text],
      reaper,
      logFile,
      onLine: (line) => lines.push(line),
    });
    await owned.ended;
    return lines;
  };
  expect(await print('first')).toEqual(['first']);
  expect(await print('second')).toEqual(['second']);
  expect(await readFile(logFile, 'utf8')).toBe('first\nsecond\n');
});

test('kills the process groups of a harness that is killed', async () => {
  const harness = execa(
    process.execPath,
    [fileURLToPath(new URL('testing/killed-harness.ts', import.meta.url))],
    {
      reject: false,
      buffer: false,
    },
  );
  const [chunk] = await once(harness.stdout, 'data');
  const [pid, childPid] = String(chunk).trim().split(' ').map(Number) as [number, number];
  expect(isAlive(pid)).toBe(true);
  expect(isAlive(childPid)).toBe(true);
  harness.kill('SIGKILL');
  await Promise.all([untilGone(pid), untilGone(childPid)]);
});
