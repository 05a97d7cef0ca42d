import { expect, test } from 'vitest';
import { ManualClock } from '../../engine/testing/manual-clock.ts';
import { UNDISTURBED } from './shaping.ts';
import { Throttle } from './throttle.ts';

/** A throttle, its clock, and the number of bytes that have passed so far. */
function throttleTo(bytesPerSecond: number): {
  throttle: Throttle;
  clock: ManualClock;
  passed: () => number;
} {
  const clock = new ManualClock();
  const throttle = new Throttle(() => ({ ...UNDISTURBED, bytesPerSecond }), clock);
  let bytes = 0;
  throttle.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  return { throttle, clock, passed: () => bytes };
}

test('delivers small slices, not everything at the end', async () => {
  const { throttle, clock, passed } = throttleTo(1000);
  throttle.write(Buffer.alloc(1000));
  const totals: number[] = [];
  for (const byMs of [9, 1, 490, 499, 1]) {
    await clock.advance(byMs);
    totals.push(passed());
  }
  expect(totals).toEqual([0, 10, 500, 990, 1000]);
  expect(clock.pending).toBe(0);
});

test('catches up after a late timer, so that the bandwidth stays the same', async () => {
  const { throttle, clock, passed } = throttleTo(200_000);
  throttle.write(Buffer.alloc(100_000));
  // The event loop is blocked for 15 ms at a time, longer than a slice.
  for (let atMs = 15; atMs <= 480; atMs += 15) {
    clock.skip(15);
    await clock.advance(0);
  }
  expect(passed()).toBe(96_000);
});

test('does not catch up after an idle time', async () => {
  const { throttle, clock, passed } = throttleTo(1000);
  throttle.write(Buffer.alloc(10));
  await clock.advance(10_000);
  throttle.write(Buffer.alloc(1000));
  await clock.advance(100);
  expect(passed()).toBe(110);
});

test('leaves no timer when destroyed', async () => {
  const { throttle, clock } = throttleTo(1000);
  throttle.write(Buffer.alloc(1000));
  await clock.advance(1);
  expect(clock.pending).toBe(1);
  throttle.destroy();
  expect(clock.pending).toBe(0);
});
