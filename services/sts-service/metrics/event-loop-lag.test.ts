import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { EventLoopLag } from './event-loop-lag.ts';

test('tells how long the event loop was held up', async () => {
  const lag = new EventLoopLag();
  try {
    await sleep(50);
    const until = performance.now() + 200;
    while (performance.now() < until);
    await sleep(50);
    expect(lag.maxS()).toBeGreaterThan(0.15);
    expect(lag.maxS()).toBeLessThan(1);
  } finally {
    lag.stop();
  }
});
