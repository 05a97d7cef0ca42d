import { expect, test } from 'vitest';
import { residentMemory } from './resident-memory.ts';

test("this process's own memory, as the runtime knows it", async () => {
  const known = process.memoryUsage.rss();
  const found = (await residentMemory(process.pid)) ?? Number.NaN;
  // Some of it may come or go between the two.
  expect(Math.abs(found - known)).toBeLessThan(0.2 * known);
});

test('of a process that is not there nothing is known', async () => {
  expect(await residentMemory(2 ** 22 + 1)).toBeUndefined();
});
