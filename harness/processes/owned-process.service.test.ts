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
  const deadline = setTimeout(() => reject(new Error(`process ${pid} is still there after 5 s`)), 5000);
  await promise.finally(() => {
    clearInterval(poll);
    clearTimeout(deadline);
  });
}

/** Starts a shell script and waits for its first line, the pid of a child that it left in its group. */
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

test('what it prints and how it ends are told', async () => {
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

test('what goes to a log file is told too, to the last line', async () => {
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

test('one that is abandoned lives on and can go on printing', async () => {
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

test('a program that is not there is an error that names it', async () => {
  const starting = OwnedProcess.start({
    name: 'mediamtx',
    command: '/nowhere/mediamtx',
    args: [],
    reaper,
    onLine: () => undefined,
  });
  await expect(starting).rejects.toThrow(SpawnError);
  await expect(starting).rejects.toThrow(/mediamtx could not be started: \/nowhere\/mediamtx: .*ENOENT/);
});

test('stopping ends it and the children it left behind', async () => {
  const { owned, childPid } = await startWithChild('sleep 60 & echo $!; wait');
  expect(isAlive(childPid)).toBe(true);
  expect(await owned.stop()).toEqual({ exitCode: undefined, signal: 'SIGTERM' });
  await untilGone(childPid);
  expect(owned.stopping).toBe(true);
});

test('one that does not heed SIGTERM is ended by force', async () => {
  const { owned } = await startWithChild('trap "" TERM; echo $$; while :; do sleep 1; done');
  expect(await owned.stop()).toEqual({ exitCode: undefined, signal: 'SIGKILL' });
}, 10_000);

test('one that is killed is gone with its children, and its end is no surprise', async () => {
  const { owned, childPid } = await startWithChild('trap "" TERM; sleep 60 & echo $!; wait');
  expect(await owned.kill()).toEqual({ exitCode: undefined, signal: 'SIGKILL' });
  await untilGone(childPid);
  expect(owned.stopping).toBe(true);
});

test('one that goes on in the log file of an earlier one is told by its own lines alone', async () => {
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

test('when the harness is killed, the process groups of its run are too', async () => {
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
