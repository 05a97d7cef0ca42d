import { expect, test } from 'vitest';
import { residentMemory } from './resident-memory.ts';

test("this process's own memory, and what it takes more", async () => {
  const before = (await residentMemory(process.pid)) ?? Number.NaN;
  expect(before).toBeGreaterThan(10_000_000);
  const taken = Buffer.alloc(100_000_000, 1);
  const after = (await residentMemory(process.pid)) ?? Number.NaN;
  expect(after - before).toBeGreaterThan(taken.length * 0.8);
});

test('of a process that is not there nothing is known', async () => {
  expect(await residentMemory(2 ** 22 + 1)).toBeUndefined();
});
