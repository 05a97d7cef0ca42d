import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { TaskGroup } from './task-group.ts';

const never = new AbortController().signal;

/** Ends some turns of the event loop after `signal` is aborted. */
async function untilAborted(signal: AbortSignal, ended: string[], name: string): Promise<void> {
  await sleep(60_000, undefined, { signal }).catch(() => undefined);
  await sleep(5);
  ended.push(name);
}

test('is done when every task is done, including tasks added by tasks', async () => {
  const group = new TaskGroup(never);
  const ended: string[] = [];
  group.add(
    sleep(1).then(() => {
      ended.push('first');
      group.add(sleep(1).then(() => ended.push('second')));
    }),
  );
  await group.done();
  expect(ended).toEqual(['first', 'second']);
  expect(group.signal.aborted).toBe(false);
});

test('is done at once without tasks', async () => {
  await expect(new TaskGroup(never).done()).resolves.toBeUndefined();
});

test('ends the other tasks at the first failure and rejects with it after they have ended', async () => {
  const group = new TaskGroup(never);
  const ended: string[] = [];
  group.add(untilAborted(group.signal, ended, 'other'));
  group.add(sleep(1).then(() => Promise.reject(new Error('first'))));
  group.add(sleep(3).then(() => Promise.reject(new Error('second'))));
  await expect(group.done()).rejects.toThrow('first');
  expect(ended).toEqual(['other']);
});

test('ends the tasks when it is failed from outside', async () => {
  const group = new TaskGroup(never);
  const ended: string[] = [];
  group.add(untilAborted(group.signal, ended, 'task'));
  group.fail(new Error('stuck'));
  await expect(group.done()).rejects.toThrow('stuck');
  expect(ended).toEqual(['task']);
});

test('rejects with the reason of the outer signal, whatever its tasks reject with', async () => {
  const outer = new AbortController();
  const group = new TaskGroup(outer.signal);
  group.add(sleep(60_000, undefined, { signal: group.signal }));
  outer.abort(new Error('service stops'));
  await expect(group.done()).rejects.toThrow('service stops');
});

test('a task that fails before done() is called causes no unhandled rejection', async () => {
  const group = new TaskGroup(never);
  group.add(Promise.reject(new Error('early')));
  await sleep(5);
  await expect(group.done()).rejects.toThrow('early');
});
