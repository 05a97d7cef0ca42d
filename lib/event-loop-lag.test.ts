import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { EventLoopLag } from './event-loop-lag.ts';

test('measures how long the event loop was blocked', async () => {
  const lag = new EventLoopLag();
  const startedMs = performance.now();
  try {
    await sleep(50);
    const until = performance.now() + 200;
    while (performance.now() < until);
    await sleep(50);
    expect(lag.maxS()).toBeGreaterThan(0.15);
    expect(lag.maxS()).toBeLessThan((performance.now() - startedMs) / 1000);
  } finally {
    lag.stop();
  }
});
