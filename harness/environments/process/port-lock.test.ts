import { mkdtempDisposable, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { takeLock } from './port-lock.ts';

test('a lock is taken by one, until it is removed', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dubstep-lock-'));
  const path = join(folder.path, '20000');
  expect(await Promise.all([takeLock(path), takeLock(path), takeLock(path)])).toSatisfy(
    (taken: boolean[]) => taken.filter(Boolean).length === 1,
  );
  expect(await takeLock(path)).toBe(false);
  await rm(path);
  expect(await takeLock(path)).toBe(true);
});

test('one that a killed process has left is free for the next try; one of a process that lives is not', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'dubstep-lock-'));
  const path = join(folder.path, '20000');
  const child = execa('true');
  await child;
  await writeFile(path, String(child.pid));
  expect([await takeLock(path), await takeLock(path)]).toEqual([false, true]);
  await writeFile(path, '1');
  expect([await takeLock(path), await takeLock(path)]).toEqual([false, false]);
});
