import { tmpdir } from 'node:os';
import { expect, test, vi } from 'vitest';
import type { Json } from '../engine/index.ts';
import { machineSampleSchema } from '../run-data/pipeline-observations.ts';
import { sampleMachine } from './machine-sampler.ts';

test('records load, memory, disk and a step of the clock', async () => {
  await using stack = new AsyncDisposableStack();
  const ending = new AbortController();
  const samples: Json[] = [];
  let stepMs = 0;
  const now = Date.now;
  using _clock = { [Symbol.dispose]: () => vi.restoreAllMocks() };
  vi.spyOn(Date, 'now').mockImplementation(() => now() + stepMs);
  const enough = Promise.withResolvers<void>();
  sampleMachine({
    folder: tmpdir(),
    nowMs: () => performance.now(),
    signal: ending.signal,
    defer: (_, end) => stack.defer(end),
    failStep: enough.reject,
    observe: (_source, _name, data) => {
      samples.push(data);
      stepMs = 60_000;
      if (samples.length === 2) enough.resolve();
    },
  });
  // Last, so that it is first.
  stack.defer(() => ending.abort());
  // The lag of the event loop that this causes is measured.
  const until = performance.now() + 200;
  while (performance.now() < until);
  await enough.promise;

  const [first, second] = samples.map((sample) => machineSampleSchema.parse(sample));
  expect(first?.cpuBusy).toBeUndefined();
  // Two clocks are read one after the other: the scheduler decides how far apart.
  expect(Math.abs(first?.clockOffsetMs ?? Infinity)).toBeLessThan(1000);
  expect(second).toEqual({
    cores: expect.any(Number),
    cpuBusy: expect.any(Number),
    load1: expect.any(Number),
    memoryAvailableMib: expect.any(Number),
    diskFreeMib: expect.any(Number),
    harnessLagMs: expect.any(Number),
    clockOffsetMs: expect.any(Number),
  });
  expect(second?.cpuBusy).toBeGreaterThan(0);
  expect(second?.clockOffsetMs).toBeGreaterThan(58_000);
  expect(second?.clockOffsetMs).toBeLessThan(62_000);
});
