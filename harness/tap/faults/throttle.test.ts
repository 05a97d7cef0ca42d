import { expect, test } from 'vitest';
import { ManualClock } from '../../engine/testing/manual-clock.ts';
import { UNDISTURBED } from './shaping.ts';
import { Throttle } from './throttle.ts';

/** A line of so many bytes per second, its clock, and how many bytes have passed so far. */
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

test('bytes come in small slices, not all at the end', async () => {
  const { throttle, clock, passed } = throttleTo(1000);
  throttle.write(Buffer.alloc(1000));
  const seen: number[] = [];
  for (const byMs of [9, 1, 490, 499, 1]) {
    await clock.advance(byMs);
    seen.push(passed());
  }
  expect(seen).toEqual([0, 10, 500, 990, 1000]);
  expect(clock.pending).toBe(0);
});

test('a timer that is late makes the next slice come sooner: the bandwidth stays', async () => {
  const { throttle, clock, passed } = throttleTo(200_000);
  throttle.write(Buffer.alloc(100_000));
  // The event loop is held up for 15 ms at a time, longer than a slice lasts.
  for (let atMs = 15; atMs <= 480; atMs += 15) {
    clock.skip(15);
    await clock.advance(0);
  }
  expect(passed()).toBe(96_000);
});

test('a line that was not used for long does not make up for it', async () => {
  const { throttle, clock, passed } = throttleTo(1000);
  throttle.write(Buffer.alloc(10));
  await clock.advance(10_000);
  throttle.write(Buffer.alloc(1000));
  await clock.advance(100);
  expect(passed()).toBe(110);
});

test('destroyed, it leaves no timer', async () => {
  const { throttle, clock } = throttleTo(1000);
  throttle.write(Buffer.alloc(1000));
  await clock.advance(1);
  expect(clock.pending).toBe(1);
  throttle.destroy();
  expect(clock.pending).toBe(0);
});
