import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Backpressure } from '../../contracts/sts-notice.ts';
import { FALLBACK_REASONS } from '../../contracts/worker-status.ts';
import {
  DubbingSimulation,
  ENCODING_MS,
  MAX_INFLIGHT,
  SEGMENT_BYTES,
  TIMEOUT_MS,
} from '../testing/dubbing-simulation.ts';
import { CODING_ALLOWANCE_MS } from './dubber.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => vi.useRealTimers());

type Step = (on: DubbingSimulation) => unknown;

/** A random event: its weight, its arguments and its effect. */
function may<Drawn>(
  weight: number,
  what: fc.Arbitrary<Drawn>,
  does: (on: DubbingSimulation, drawn: Drawn) => unknown,
) {
  return {
    weight,
    arbitrary: what.map(
      (drawn): Step =>
        (on) =>
          does(on, drawn),
    ),
  };
}

const which = fc.nat(7);
const nothing = fc.constant(undefined);
const dub = fc.tuple(
  which,
  fc.constantFrom<'success' | 'partial'>('success', 'partial'),
  fc.constantFrom('fine', 'fine', 'garbage', 'long', 'slow', ''),
);
const error = fc.tuple(which, fc.constantFrom('MODEL_ERROR', 'MODEL_ERROR', 'ASR_FAILED'));
const notice = fc.record({
  stream_id: fc.constant('s'),
  severity: fc.constant<Backpressure['severity']>('low'),
  action: fc.constantFrom<Backpressure['action']>('none', 'slow_down', 'pause'),
  recommended_delay_ms: fc.nat(3000),
});

const step = fc.oneof(
  may(8, nothing, (on) => on.cut()),
  may(6, dub, (on, [n, status, keyword]) => on.answer(n, status, keyword)),
  may(6, error, (on, [n, code]) => on.answer(n, 'failed', code)),
  may(2, which, (on, n) => on.answerInvalid(n)),
  may(2, which, (on, n) => on.reject(n)),
  may(2, notice, (on, drawn) => on.exchange.inbox.backpressure(drawn)),
  may(1, nothing, (on) => on.exchange.sessionLost('transport close')),
  may(3, nothing, (on) => on.connect()),
  may(1, nothing, (on) => on.dubber.expireOldest('buffer full')),
  may(1, fc.constantFrom(undefined, 900, 5000, 12_000), (on, encodingMs) => {
    on.encodingMs = encodingMs;
  }),
  may(6, fc.integer({ min: 1, max: 6000 }), (_, durationMs) => vi.advanceTimersByTimeAsync(durationMs)),
);

test('airs each segment once and keeps an exact ledger for any sequence of events', async () => {
  const reasonsSeen = new Set<string>();
  const outcomesSeen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 30, maxLength: 150 }),
      fc.boolean(),
      async (steps, isYieldedUp) => {
        const on = new DubbingSimulation();
        on.connect();
        for (const next of steps) {
          await next(on);
          await vi.advanceTimersByTimeAsync(0);
          const { sent, inflight, processed, partial, fallback, dropped } = on.ledger.totals();
          expect(sent).toBe(on.segments.length);
          expect(sent).toBe(inflight + processed + partial + fallback + dropped);
          expect(fallback).toBe(on.reasons.length);
        }
        if (isYieldedUp) on.ending.abort(new Error('aborted'));
        // Segments do not wait for each other: nothing is left after one deadline.
        await vi.advanceTimersByTimeAsync(TIMEOUT_MS + CODING_ALLOWANCE_MS);
        const windows = await Promise.all(on.segments);
        expect(windows.every((pcm) => pcm.length === SEGMENT_BYTES)).toBe(true);

        const { sent, inflight, processed, partial, fallback, dropped } = on.ledger.totals();
        expect({ sent, inflight }).toEqual({ sent: windows.length, inflight: 0 });
        expect(sent).toBe(processed + partial + fallback + dropped);
        expect(windows.filter((pcm) => pcm[0] === 1)).toHaveLength(processed + partial);
        if (!isYieldedUp) expect(dropped).toBe(0);
        const { value } = on.counted;
        expect(await value('worker_fragments_sent_total')).toBe(sent);
        for (const [status, count] of Object.entries({ processed, partial, fallback, dropped })) {
          expect(await value('worker_audio_fragments_total', { status })).toBe(count);
          if (count > 0) outcomesSeen.add(status);
        }
        for (const reason of FALLBACK_REASONS) {
          const matching = on.reasons.filter((other) => other === reason);
          expect(await value('worker_fallback_total', { reason })).toBe(matching.length);
        }
        for (const reason of on.reasons) reasonsSeen.add(reason);

        expect(await value('worker_inflight_fragments')).toBe(0);
        expect(on.sentWhileOpen).toBe(0);
        expect(on.mostInflight).toBeLessThanOrEqual(MAX_INFLIGHT);
        const order = on.sent.map(({ timestampMs }) => timestampMs);
        expect(order).toEqual(order.toSorted((a, b) => a - b));
        expect(new Set(order).size).toBe(order.length);
        expect(vi.getTimerCount()).toBe(0);
      },
    ),
    { numRuns: 150 },
  );
  expect(outcomesSeen.size).toBe(4);
  expect([...reasonsSeen].toSorted()).toEqual([...FALLBACK_REASONS].toSorted());
});

test.each<[string, (on: DubbingSimulation) => void, number]>([
  ['wait for their results', () => undefined, 3],
  ['wait for the end of a pause', (on) => on.pause(), 0],
])('expireOldest makes only the oldest segment fall back, while segments %s', async (_, prepare, sent) => {
  const on = new DubbingSimulation();
  on.connect();
  prepare(on);
  for (let n = 0; n < 4; n++) on.cut();
  await vi.advanceTimersByTimeAsync(ENCODING_MS);
  expect(on.sent).toHaveLength(sent);
  on.dubber.expireOldest('buffer full');
  on.dubber.expireOldest('buffer full');
  await on.segments[0];
  expect(on.ledger.totals()).toMatchObject({ sent: 4, inflight: 3, fallback: 1 });
  expect(on.ledger.snapshot().recent[0]).toMatchObject({
    sequence: 0,
    outcome: 'fallback',
    reason: 'backpressure',
  });
  on.dubber.expireOldest('buffer full');
  await on.segments[1];
  expect(on.reasons).toEqual(['backpressure', 'backpressure']);
  await vi.advanceTimersByTimeAsync(TIMEOUT_MS);
  await Promise.all(on.segments);
});

test('an encoding that is too slow falls back at the deadline and does not count against the service', async () => {
  const on = new DubbingSimulation();
  on.connect();
  on.encodingMs = 12_000;
  for (let n = 0; n < 6; n++) on.cut();
  await vi.advanceTimersByTimeAsync(TIMEOUT_MS + CODING_ALLOWANCE_MS - 1);
  expect(on.ledger.totals()).toMatchObject({ sent: 6, inflight: 6 });
  await vi.advanceTimersByTimeAsync(1);
  expect(on.reasons).toEqual(Array(6).fill('timeout'));
  expect(on.failures.at(-1)?.message).toContain('the segment was not encoded within 9000 ms');
  expect(on.exchange.breakerState).toBe('closed');
});

test('a segment whose decoding is too slow falls back at the deadline and does not count against the service', async () => {
  const on = new DubbingSimulation();
  on.connect();
  for (let n = 0; n < 6; n++) {
    on.cut();
    await vi.advanceTimersByTimeAsync(ENCODING_MS);
    on.answer(0, 'success', 'slow');
    await vi.advanceTimersByTimeAsync(TIMEOUT_MS + CODING_ALLOWANCE_MS - ENCODING_MS);
  }
  expect(on.reasons).toEqual(Array(6).fill('timeout'));
  expect(on.failures.at(-1)?.message).toContain('the segment was not decoded within 9000 ms');
  expect(on.exchange.breakerState).toBe('closed');
});

test('a late encoding does not extend the deadline of the answer', async () => {
  const on = new DubbingSimulation();
  on.connect();
  on.encodingMs = 3000;
  on.cut();
  await vi.advanceTimersByTimeAsync(TIMEOUT_MS + CODING_ALLOWANCE_MS);
  expect(on.sent).toHaveLength(1);
  expect(on.failures.at(-1)?.message).toContain('the segment was not answered within 9000 ms');
});

test('a result at the last moment can still be decoded', async () => {
  const on = new DubbingSimulation();
  on.connect();
  on.cut();
  await vi.advanceTimersByTimeAsync(TIMEOUT_MS - 1);
  on.answer(0, 'success', 'fine');
  await on.segments[0];
  expect(on.ledger.totals()).toMatchObject({ processed: 1, fallback: 0 });
});

test('finishes an early encoding, or abandons it when nothing is sent', async () => {
  const on = new DubbingSimulation();
  on.connect();
  const events: string[] = [];
  const encoding = (name: string) => ({
    write: () => undefined,
    finish: async () => {
      events.push(`${name} finished`);
      return { format: 'm4a', sample_rate_hz: 1000, channels: 1, duration_ms: 1000, data_base64: name };
    },
    abandon: () => void events.push(`${name} abandoned`),
  });
  on.cut(encoding('first'));
  await vi.advanceTimersByTimeAsync(0);
  expect(on.sent.map(({ audio }) => audio.data_base64)).toEqual(['first']);
  on.answer(0, 'success', 'fine');
  await on.segments[0];
  // Its encoding has been abandoned.
  expect(vi.getTimerCount()).toBe(0);

  on.exchange.sessionLost('transport close');
  for (let n = 0; n < 5; n++) {
    on.connect();
    on.cut();
    await vi.advanceTimersByTimeAsync(ENCODING_MS);
    on.answerInvalid(0);
    await vi.advanceTimersByTimeAsync(0);
  }
  expect(on.exchange.breakerState).toBe('open');
  events.length = 0;
  on.cut(encoding('rejected'));
  await vi.advanceTimersByTimeAsync(0);
  expect(events).toEqual(['rejected abandoned']);
  expect(on.reasons.at(-1)).toBe('breaker_open');
});
