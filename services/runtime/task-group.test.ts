import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { TaskGroup } from './task-group.ts';

const never = new AbortController().signal;

/** Ends when it is told to, after some work that takes turns of the event loop. */
async function untilToldToEnd(signal: AbortSignal, ended: string[], name: string): Promise<void> {
  await sleep(60_000, undefined, { signal }).catch(() => undefined);
  await sleep(5);
  ended.push(name);
}

test('is done when every task is, those of tasks included', async () => {
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

test('is done when it has no task', async () => {
  await expect(new TaskGroup(never).done()).resolves.toBeUndefined();
});

test('the first failure ends the others, and is told once they have ended', async () => {
  const group = new TaskGroup(never);
  const ended: string[] = [];
  group.add(untilToldToEnd(group.signal, ended, 'other'));
  group.add(sleep(1).then(() => Promise.reject(new Error('first'))));
  group.add(sleep(3).then(() => Promise.reject(new Error('second'))));
  await expect(group.done()).rejects.toThrow('first');
  expect(ended).toEqual(['other']);
});

test('a failure that no task tells ends them too', async () => {
  const group = new TaskGroup(never);
  const ended: string[] = [];
  group.add(untilToldToEnd(group.signal, ended, 'task'));
  group.fail(new Error('stuck'));
  await expect(group.done()).rejects.toThrow('stuck');
  expect(ended).toEqual(['task']);
});

test('told to end from outside, that is the reason, whatever the tasks say of it', async () => {
  const outer = new AbortController();
  const group = new TaskGroup(outer.signal);
  group.add(sleep(60_000, undefined, { signal: group.signal }));
  outer.abort(new Error('the service ends'));
  await expect(group.done()).rejects.toThrow('the service ends');
});

test('a task that fails long before anyone asks is no unhandled rejection', async () => {
  const group = new TaskGroup(never);
  group.add(Promise.reject(new Error('early')));
  await sleep(5);
  await expect(group.done()).rejects.toThrow('early');
});
