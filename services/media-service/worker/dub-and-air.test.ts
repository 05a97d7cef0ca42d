import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { TaskGroup } from '../../runtime/task-group.ts';
import type { Segment } from '../dubbing/segmenter.ts';
import { dubAndAir } from './dub-and-air.ts';

/** Allows 8 s ÷ 4 s + 1 segments in progress. */
const CONFIG = { segmentS: 4, stsTimeoutMs: 8000 };
const MAX_IN_PROGRESS = 3;

function start(options: {
  readonly dub: (index: number) => Promise<void>;
  readonly air?: () => Promise<void>;
}) {
  const events: string[] = [];
  const ending = new AbortController();
  const tasks = new TaskGroup(ending.signal);
  let taken = 0;
  const segments = (async function* (): AsyncGenerator<Segment> {
    for (; taken < 6; taken++) {
      yield { index: taken, startS: taken * 4, durationS: 4, pcm: Buffer.from([taken]), dubbable: taken < 5 };
    }
  })();
  tasks.add(
    dubAndAir(segments, {
      config: CONFIG,
      metrics: { segment: (type) => events.push(type) },
      dubber: {
        dub: async ({ index, pcm }) => {
          await options.dub(index);
          return pcm;
        },
      },
      output: {
        air: async (pcm) => {
          events.push(`air ${pcm[0]}`);
          await options.air?.();
        },
      },
      tasks,
    }),
  );
  return { events, tasks, ending, taken: () => taken };
}

test('airs segments in order, whichever is dubbed first', async () => {
  const { events, tasks } = start({ dub: (index) => sleep(index % 3 === 0 ? 20 : 1) });
  await tasks.done();
  expect(events.filter((line) => line.startsWith('air'))).toEqual([0, 1, 2, 3, 4, 5].map((n) => `air ${n}`));
  // A segment that is too short to dub is aired and not counted.
  expect(events.filter((line) => line === 'audio')).toHaveLength(5);
});

test('bounds the number of segments in progress', async () => {
  const first = Promise.withResolvers<void>();
  const { tasks, taken } = start({ dub: (index) => (index === 0 ? first.promise : Promise.resolve()) });
  await sleep(20);
  expect(taken()).toBe(MAX_IN_PROGRESS);
  first.resolve();
  await tasks.done();
  expect(taken()).toBe(6);
});

test('takes no further segments while the output is full', async () => {
  const space = Promise.withResolvers<void>();
  const { events, tasks, taken } = start({ dub: () => Promise.resolve(), air: () => space.promise });
  await sleep(20);
  expect(taken()).toBe(MAX_IN_PROGRESS);
  expect(events.filter((line) => line.startsWith('air'))).toEqual(['air 0']);
  space.resolve();
  await tasks.done();
});

test('fails at once when the output fails, while segments are in progress', async () => {
  const stuck = Promise.withResolvers<void>();
  const { tasks } = start({
    dub: (index) => (index === 1 ? stuck.promise : Promise.resolve()),
    air: () => Promise.reject(new Error('no output')),
  });
  tasks.signal.addEventListener('abort', () => stuck.resolve());
  await expect(tasks.done()).rejects.toThrow('no output');
});

test('ends after every dub has ended when the signal is aborted', async () => {
  const dubbed: number[] = [];
  const { tasks, ending } = start({
    dub: async (index) => {
      await new Promise((resolve) => ending.signal.addEventListener('abort', resolve, { once: true }));
      await sleep(5);
      dubbed.push(index);
    },
  });
  await sleep(5);
  ending.abort(new Error('aborted'));
  await expect(tasks.done()).rejects.toThrow('aborted');
  expect(dubbed).toEqual([0, 1, 2]);
});
