import { expect, test } from 'vitest';
import { PollTrails } from './poll-trails.ts';

test('records each change of the value, and the number of polls', () => {
  const trails = new PollTrails();
  const values = ['not listed', 'not listed', 'not ready', 'not listed', 'ready'];
  values.forEach((value, index) => {
    const common = { type: 'poll', name: 'path', seq: index, atMs: 100 + index, during: 1 } as const;
    trails.add({ ...common, attempt: index + 1, done: value === 'ready', value });
  });
  const [trail] = trails.ofStep(1);
  expect(trail).toMatchObject({ attempts: 5, firstMs: 100, lastMs: 104, done: true });
  expect(trail?.states.map(({ text, fromMs }) => [text, fromMs])).toEqual([
    ['not listed', 100],
    ['not ready', 102],
    ['not listed', 103],
    ['ready', 104],
  ]);
  expect(trails.ofStep(2)).toEqual([]);
});
