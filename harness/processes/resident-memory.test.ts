import { expect, test } from 'vitest';
import { residentMemory } from './resident-memory.ts';

test('reports the memory of this process as the runtime does', async () => {
  const known = process.memoryUsage.rss();
  const found = (await residentMemory(process.pid)) ?? Number.NaN;
  // Memory may change between the two calls.
  expect(Math.abs(found - known)).toBeLessThan(0.2 * known);
});

test('returns undefined for an unknown process', async () => {
  expect(await residentMemory(2 ** 22 + 1)).toBeUndefined();
});
