import { hostname } from 'node:os';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { fateOf, thisOwner } from './owner.ts';

test('this process is alive', async () => {
  expect(await fateOf(await thisOwner())).toBe('alive');
});

test('a process that has ended is gone', async () => {
  const child = execa('true');
  const { pid } = child;
  await child;
  expect(await fateOf(`${hostname()}/${pid}/1`)).toBe('gone');
});

test('another process with the same pid is not it', async () => {
  const [host, pid] = (await thisOwner()).split('/');
  expect(await fateOf(`${host}/${pid}/1`)).toBe('gone');
});

test.each(['another-host/1/1', '', `${hostname()}`, `${hostname()}/x/1`, `${hostname()}/-1/1`])(
  'nobody can tell from here: "%s"',
  async (owner) => {
    expect(await fateOf(owner)).toBe('elsewhere');
  },
);
