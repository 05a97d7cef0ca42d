import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { roomForSource } from './room-for-source.ts';

const ending = new AbortController();

/** Waits for room with a worker that can be changed meanwhile. */
function wait({ isStarving = false, underWay = 0 }, signal = ending.signal) {
  const worker = { isFull: true, isStarving, underWay, hurried: 0, isOver: false };
  const dubber = {
    hurry: () => {
      if (worker.underWay === 0) return false;
      worker.hurried++;
      return true;
    },
  };
  const waiting = roomForSource({ hold: worker, output: worker, dubber, signal });
  const over = waiting.then(() => {
    worker.isOver = true;
  });
  return { worker, over };
}

test('where there is room nothing is waited for', async () => {
  const dubber = { hurry: () => false };
  const options = { hold: { isFull: false }, output: { isStarving: true }, dubber, signal: ending.signal };
  await roomForSource(options);
});

test('while the output plays, its room comes free by itself', async () => {
  const { worker, over } = wait({ underWay: 1 });
  await sleep(100);
  expect(worker).toMatchObject({ isOver: false, hurried: 0 });
  worker.isFull = false;
  await over;
});

test('while the output has nothing to air, the oldest window is hurried', async () => {
  const { worker, over } = wait({ isStarving: true, underWay: 2 });
  await sleep(10);
  expect(worker).toMatchObject({ isOver: false, hurried: 1 });
  worker.isStarving = false;
  await sleep(100);
  expect(worker).toMatchObject({ isOver: false, hurried: 1 });
  worker.isFull = false;
  await over;
});

test('what is needed to complete a window is taken all the same', async () => {
  await wait({ isStarving: true }).over;
});

test('told to end, it ends', async () => {
  const told = new AbortController();
  const { over } = wait({}, told.signal);
  told.abort(new Error('over'));
  await expect(over).rejects.toMatchObject({ cause: expect.objectContaining({ message: 'over' }) });
});
