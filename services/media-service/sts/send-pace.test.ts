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

/** How long a fragment waits, and whether it may then be sent. */
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

test('sends at once without backpressure', async () => {
  expect(await turn()).toEqual({ afterMs: 0, mayLeave: true });
  pace.applyBackpressure(notice('none', 5000));
  expect(await turn(0)).toEqual({ afterMs: 0, mayLeave: true });
});

test('slow_down delays each fragment until it is revoked', async () => {
  await turn();
  pace.applyBackpressure(notice('slow_down', 700));
  expect(await turn()).toEqual({ afterMs: 700, mayLeave: true });
  vi.advanceTimersByTime(300);
  expect(await turn()).toEqual({ afterMs: 400, mayLeave: true });
  vi.advanceTimersByTime(700);
  expect(await turn()).toEqual({ afterMs: 0, mayLeave: true });
  pace.applyBackpressure(notice('none'));
  expect(await turn()).toEqual({ afterMs: 0, mayLeave: true });
});

test('the delay starts once the previous fragment has been sent', async () => {
  await turn();
  vi.advanceTimersByTime(100);
  pace.sent();
  pace.applyBackpressure(notice('slow_down', 700));
  expect(await turn()).toEqual({ afterMs: 700, mayLeave: true });
});

test('reset ends the slow_down of the previous session', async () => {
  await turn();
  pace.applyBackpressure(notice('slow_down', 700));
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
  pace.applyBackpressure(notice('slow_down', delayMs));
  expect(await turn()).toEqual({ afterMs: expectedMs, mayLeave: true });
});

test('rejects a fragment that cannot wait long enough', async () => {
  await turn();
  pace.applyBackpressure(notice('slow_down', 700));
  expect(await turn(699)).toEqual({ afterMs: 699, mayLeave: false });
  expect(await turn(0)).toEqual({ afterMs: 0, mayLeave: false });
  expect(await turn(1)).toEqual({ afterMs: 1, mayLeave: true });
});

test.each(['none', 'slow_down'] as const)('a pause lasts until the service sends %s', async (action) => {
  vi.advanceTimersByTime(10_000);
  pace.applyBackpressure(notice('pause', 1000));
  expect(await turn(8000)).toEqual({ afterMs: 8000, mayLeave: false });
  expect(pace.pausedForMs).toBe(8000);
  const waiting = pace.turn(8000, never);
  vi.advanceTimersByTime(100);
  pace.applyBackpressure(notice(action, 0));
  expect(await waiting).toBe(true);
  expect(pace.pausedForMs).toBeUndefined();
});

test('a pause that reaches its maximum rejects the waiting fragment and admits the next', async () => {
  pace.applyBackpressure(notice('pause'));
  vi.advanceTimersByTime(20_000);
  pace.applyBackpressure(notice('pause'));
  expect(await turn()).toEqual({ afterMs: 10_000, mayLeave: false });
  expect(await turn()).toEqual({ afterMs: 0, mayLeave: true });
});

test('a pause that reached its maximum without a waiting fragment rejects none', async () => {
  pace.applyBackpressure(notice('pause'));
  vi.advanceTimersByTime(30_000);
  expect(await turn()).toEqual({ afterMs: 0, mayLeave: true });
});

test('reset ends the pause of the previous session', async () => {
  pace.applyBackpressure(notice('pause'));
  const waiting = pace.turn(LONG_MS, never);
  pace.reset();
  expect(await waiting).toBe(true);
});

test('rejects every waiter when the signal is aborted, and removes its listeners', async () => {
  const ending = new AbortController();
  pace.applyBackpressure(notice('pause'));
  const waiting = pace.turn(LONG_MS, ending.signal);
  ending.abort(new Error('aborted'));
  await expect(waiting).rejects.toThrow('aborted');
  expect(getEventListeners(ending.signal, 'abort')).toEqual([]);
});

test('never sends during a pause or too early, and never waits forever, for any sequence', async () => {
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
          pace.applyBackpressure(notice(action, next.delayMs));
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
