import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Backpressure } from '../../contracts/sts-notice.ts';
import { SendPace } from './send-pace.ts';

const LONG_MS = 1_000_000;
const never = new AbortController().signal;

let pace: SendPace;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  pace = new SendPace();
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

function notice(action: Backpressure['action'], delayMs?: number): Backpressure {
  return { stream_id: 's', severity: 'low', action, recommended_delay_ms: delayMs };
}

/** How long a fragment waits, and whether it may leave then. */
async function turn(withinMs = LONG_MS): Promise<{ readonly afterMs: number; readonly mayLeave: boolean }> {
  const beganMs = performance.now();
  const turned = pace.turn(withinMs, never);
  let isOver = false;
  void turned.then(() => {
    isOver = true;
  });
  for (let timers = 0; timers < 10; timers++) {
    for (let n = 0; n < 10; n++) await Promise.resolve();
    if (isOver) break;
    await vi.advanceTimersToNextTimerAsync();
  }
  return { mayLeave: await turned, afterMs: performance.now() - beganMs };
}

test('as long as nobody asks for less, each leaves at once', async () => {
  expect(await turn()).toEqual({ afterMs: 0, mayLeave: true });
  pace.heed(notice('none', 5000));
  expect(await turn(0)).toEqual({ afterMs: 0, mayLeave: true });
});

test('slow_down: so long from one to the next, until it is taken back', async () => {
  await turn();
  pace.heed(notice('slow_down', 700));
  expect(await turn()).toEqual({ afterMs: 700, mayLeave: true });
  vi.advanceTimersByTime(300);
  expect(await turn()).toEqual({ afterMs: 400, mayLeave: true });
  vi.advanceTimersByTime(700);
  expect(await turn()).toEqual({ afterMs: 0, mayLeave: true });
  pace.heed(notice('none'));
  expect(await turn()).toEqual({ afterMs: 0, mayLeave: true });
});

test('what one session asked for does not hold in the next', async () => {
  await turn();
  pace.heed(notice('slow_down', 700));
  pace.reset();
  expect(await turn()).toEqual({ afterMs: 0, mayLeave: true });
});

test.each([
  [undefined, 500],
  [0, 0],
  [-3, 0],
  [1e300, 30_000],
])('slow_down with a delay of %s ms: %s', async (delayMs, expectedMs) => {
  await turn();
  pace.heed(notice('slow_down', delayMs));
  expect(await turn()).toEqual({ afterMs: expectedMs, mayLeave: true });
});

test('who has no time to wait does not leave', async () => {
  await turn();
  pace.heed(notice('slow_down', 700));
  expect(await turn(699)).toEqual({ afterMs: 699, mayLeave: false });
  expect(await turn(0)).toEqual({ afterMs: 0, mayLeave: false });
  expect(await turn(1)).toEqual({ afterMs: 1, mayLeave: true });
});

test.each(['none', 'slow_down'] as const)('a pause lasts until the service says %s', async (action) => {
  vi.advanceTimersByTime(10_000);
  pace.heed(notice('pause', 1000));
  expect(await turn(8000)).toEqual({ afterMs: 8000, mayLeave: false });
  expect(pace.pausedForMs).toBe(8000);
  const waiting = pace.turn(8000, never);
  vi.advanceTimersByTime(100);
  pace.heed(notice(action, 0));
  expect(await waiting).toBe(true);
  expect(pace.pausedForMs).toBeUndefined();
});

test('a pause that lasts too long costs the one that waited for its end; the next one leaves', async () => {
  pace.heed(notice('pause'));
  vi.advanceTimersByTime(20_000);
  pace.heed(notice('pause'));
  expect(await turn()).toEqual({ afterMs: 10_000, mayLeave: false });
  expect(await turn()).toEqual({ afterMs: 0, mayLeave: true });
});

test('a pause that was too long when nobody waited costs nobody anything', async () => {
  pace.heed(notice('pause'));
  vi.advanceTimersByTime(30_000);
  expect(await turn()).toEqual({ afterMs: 0, mayLeave: true });
});

test('another session begins without what was asked for in the last', async () => {
  pace.heed(notice('pause'));
  const waiting = pace.turn(LONG_MS, never);
  pace.reset();
  expect(await waiting).toBe(true);
});

test('told to end, whoever waits ends, and leaves nothing with the signal', async () => {
  const ending = new AbortController();
  pace.heed(notice('pause'));
  const waiting = pace.turn(LONG_MS, ending.signal);
  ending.abort(new Error('over'));
  await expect(waiting).rejects.toThrow('over');
  expect(getEventListeners(ending.signal, 'abort')).toEqual([]);
});

test('whatever is asked for, nobody leaves while it pauses or too early, and nobody waits for ever', async () => {
  const step = fc.oneof(
    fc.record({ waitMs: fc.integer({ min: 0, max: 9000 }) }),
    fc.record({
      action: fc.constantFrom<Backpressure['action']>('none', 'slow_down', 'pause'),
      delayMs: fc.nat(3000),
    }),
    fc.record({ withinMs: fc.nat(8000) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      pace = new SendPace();
      let minDelayMs = 0;
      let lastMs = Number.NEGATIVE_INFINITY;
      let pausedMs: number | undefined;
      for (const next of steps) {
        if ('waitMs' in next) vi.advanceTimersByTime(next.waitMs);
        else if ('action' in next) {
          const { action } = next;
          pace.heed(notice(action, next.delayMs));
          pausedMs = action === 'pause' ? (pausedMs ?? performance.now()) : undefined;
          minDelayMs = action === 'slow_down' ? next.delayMs : 0;
        } else {
          const { afterMs, mayLeave } = await turn(next.withinMs);
          expect(afterMs).toBeLessThanOrEqual(next.withinMs);
          const nowMs = performance.now();
          if (pausedMs !== undefined && nowMs - pausedMs >= 30_000) pausedMs = undefined;
          if (!mayLeave) continue;
          expect(pausedMs).toBeUndefined();
          expect(nowMs - lastMs).toBeGreaterThanOrEqual(minDelayMs);
          lastMs = nowMs;
        }
      }
    }),
    { numRuns: 100 },
  );
});
