import { once } from 'node:events';
import { expect, test } from 'vitest';
import { UNDISTURBED } from './shaping.ts';
import { Throttle } from './throttle.ts';

function throttleTo(bytesPerSecond: number): Throttle {
  return new Throttle(() => ({ ...UNDISTURBED, bytesPerSecond }));
}

test('bytes come in small slices, not all at the end', async () => {
  const throttle = throttleTo(1000);
  const startedAtMs = performance.now();
  throttle.write(Buffer.alloc(1000));
  const [first] = (await once(throttle, 'data')) as [Buffer];
  expect(first.length).toBe(10);
  expect(performance.now() - startedAtMs).toBeLessThan(500);
  throttle.destroy();
});

test('a timer that is late makes the next slice come sooner: the bandwidth stays', async () => {
  const throttle = throttleTo(200_000);
  const startedAtMs = performance.now();
  const blocking = setInterval(() => {
    const untilMs = performance.now() + 15;
    while (performance.now() < untilMs);
  }, 20);
  throttle.end(Buffer.alloc(100_000));
  throttle.resume();
  await once(throttle, 'end');
  clearInterval(blocking);
  expect(performance.now() - startedAtMs).toBeGreaterThan(490);
  expect(performance.now() - startedAtMs).toBeLessThan(700);
});
