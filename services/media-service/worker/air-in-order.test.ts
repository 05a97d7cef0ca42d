import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { TaskGroup } from '../../runtime/task-group.ts';
import type { Segment } from '../dubbing/segmenter.ts';
import { airInOrder } from './air-in-order.ts';

/** Room for 8 s ÷ 4 s + 1 segments. */
const CONFIG = { segmentS: 4, stsTimeoutMs: 8000 };
const ROOM = 3;

function start(options: {
  readonly dub: (index: number) => Promise<void>;
  readonly air?: () => Promise<void>;
}) {
  const told: string[] = [];
  const ending = new AbortController();
  const tasks = new TaskGroup(ending.signal);
  let taken = 0;
  const segments = (async function* (): AsyncGenerator<Segment> {
    for (; taken < 6; taken++) {
      yield { index: taken, startS: taken * 4, durationS: 4, pcm: Buffer.from([taken]), dubbable: taken < 5 };
    }
  })();
  tasks.add(
    airInOrder(segments, {
      config: CONFIG,
      metrics: { segment: (type) => told.push(type) },
      dubber: {
        dub: async ({ index, pcm }) => {
          await options.dub(index);
          return pcm;
        },
      },
      output: {
        air: async (pcm) => {
          told.push(`air ${pcm[0]}`);
          await options.air?.();
        },
      },
      tasks,
    }),
  );
  return { told, tasks, ending, taken: () => taken };
}

test('windows are aired in their order, whichever is dubbed first', async () => {
  const { told, tasks } = start({ dub: (index) => sleep(index % 3 === 0 ? 20 : 1) });
  await tasks.done();
  expect(told.filter((line) => line.startsWith('air'))).toEqual([0, 1, 2, 3, 4, 5].map((n) => `air ${n}`));
  // What is too short to dub is aired, and is no segment.
  expect(told.filter((line) => line === 'audio')).toHaveLength(5);
});

test('no more segments are taken than can be on their way', async () => {
  const first = Promise.withResolvers<void>();
  const { tasks, taken } = start({ dub: (index) => (index === 0 ? first.promise : Promise.resolve()) });
  await sleep(20);
  // One more was asked for, and waits for room.
  expect(taken()).toBe(ROOM);
  first.resolve();
  await tasks.done();
  expect(taken()).toBe(6);
});

test('an output that has no room holds the segments back as well', async () => {
  const room = Promise.withResolvers<void>();
  const { told, tasks, taken } = start({ dub: () => Promise.resolve(), air: () => room.promise });
  await sleep(20);
  expect(taken()).toBe(ROOM);
  expect(told.filter((line) => line.startsWith('air'))).toEqual(['air 0']);
  room.resolve();
  await tasks.done();
});

test('an output that fails is noticed at once, while segments are on their way', async () => {
  const stuck = Promise.withResolvers<void>();
  const { tasks } = start({
    dub: (index) => (index === 1 ? stuck.promise : Promise.resolve()),
    air: () => Promise.reject(new Error('no output')),
  });
  tasks.signal.addEventListener('abort', () => stuck.resolve());
  await expect(tasks.done()).rejects.toThrow('no output');
});

test('told to end, it ends once every dub has', async () => {
  const dubbed: number[] = [];
  const { tasks, ending } = start({
    dub: async (index) => {
      await new Promise((resolve) => ending.signal.addEventListener('abort', resolve, { once: true }));
      await sleep(5);
      dubbed.push(index);
    },
  });
  await sleep(5);
  ending.abort(new Error('over'));
  await expect(tasks.done()).rejects.toThrow('over');
  expect(dubbed).toEqual([0, 1, 2]);
});
