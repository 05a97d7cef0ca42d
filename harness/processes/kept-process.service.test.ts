import { mkdtempDisposable, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { identify, type ProcessIdentity } from '../../lib/process-identity.ts';
import { KeptProcess } from './kept-process.ts';
import { OwnedProcess } from './owned-process.ts';
import { Reaper } from './reaper.ts';

/** Starts a shell script that survives its owner. */
async function abandoned(script: string, logFile: string): Promise<ProcessIdentity> {
  const reaper = new Reaper();
  const { promise: started, resolve } = Promise.withResolvers<void>();
  const owned = await OwnedProcess.start({
    name: 'shell',
    command: 'sh',
    args: ['-c', script],
    reaper,
    logFile,
    onLine: () => resolve(),
  });
  onTestFinished(async () => {
    await owned.stop();
  });
  await started;
  owned.abandon();
  await reaper.stop();
  const identity = await identify(owned.pid);
  if (identity === undefined) throw new Error('it has ended');
  return identity;
}

test('follows the output of a kept process and stops it with its children', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dubstep-kept-'));
  const logFile = join(folder.path, 'log');
  const script = 'sleep 60 & echo "child $!"; trap "echo bye; exit" TERM; while :; do sleep 0.05; done';
  const identity = await abandoned(script, logFile);
  const kept = new KeptProcess('shell', identity);
  expect(await kept.state()).toBe('running');
  const lines: string[] = [];
  const stopReading = kept.follow(logFile, (line) => lines.push(line));
  await kept.stop();
  stopReading();
  expect(await kept.state()).toBe('gone');
  expect(lines).toEqual(['bye']);
  expect(kept.tail).toEqual(['bye']);
  const childPid = Number(/child (\d+)/.exec(await readFile(logFile, 'utf8'))?.[1]);
  await expect.poll(() => identify(childPid)).toBeUndefined();
});

test('kills a process that ignores SIGTERM', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dubstep-kept-'));
  const identity = await abandoned(
    'trap "" TERM; echo ready; while :; do sleep 0.05; done',
    join(folder.path, 'log'),
  );
  const kept = new KeptProcess('shell', identity);
  await kept.stop();
  expect(await kept.state()).toBe('gone');
});

test('does not stop another process with the same pid', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dubstep-kept-'));
  const identity = await abandoned('echo ready; sleep 60', join(folder.path, 'log'));
  const replaced = new KeptProcess('shell', { ...identity, startTime: '1' });
  expect(await replaced.state()).toBe('replaced');
  await replaced.stop();
  expect(await new KeptProcess('shell', identity).state()).toBe('running');
});
