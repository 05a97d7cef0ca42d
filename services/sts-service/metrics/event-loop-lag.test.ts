import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { EventLoopLag } from './event-loop-lag.ts';

test('tells how long the event loop was held up', async () => {
  const lag = new EventLoopLag();
  const beganMs = performance.now();
  try {
    await sleep(50);
    const until = performance.now() + 200;
    while (performance.now() < until);
    await sleep(50);
    expect(lag.maxS()).toBeGreaterThan(0.15);
    expect(lag.maxS()).toBeLessThan((performance.now() - beganMs) / 1000);
  } finally {
    lag.stop();
  }
});
