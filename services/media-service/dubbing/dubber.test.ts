import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { FragmentAudio } from '../../contracts/fragment.ts';
import { FALLBACK_REASONS } from '../../contracts/worker-status.ts';
import { createLogger } from '../../runtime/logger.ts';
import { FragmentExchange } from '../sts/fragment-exchange.ts';
import type { OutgoingFragment } from '../sts/sts-connection.ts';
import { testMetrics } from '../testing/test-metrics.ts';
import { Dubber } from './dubber.ts';
import { Ledger } from './ledger.ts';

const FORMAT = { sampleRateHz: 1000, channels: 1 };
const WINDOW_BYTES = 2000;
const MAX_INFLIGHT = 3;
const TIMEOUT_MS = 8000;
const BREAKER_OPEN_MS = 30_000;
const ENCODE_STEP_MS = 100;
const log = createLogger('test', 'silent');

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => vi.useRealTimers());

/** What the dubbed audio of a fragment decodes to, by what its `data_base64` says. */
async function decode({ data_base64: says }: { readonly data_base64: string }): Promise<Buffer> {
  if (says === 'garbage') throw new Error('cannot be decoded');
  return Buffer.alloc(says === 'long' ? 2 * WINDOW_BYTES : WINDOW_BYTES, 1);
}

/** A stream's dubbing with a service that does what the steps say, on a clock that they move. */
class Rehearsal {
  readonly counted = testMetrics();
  readonly ledger = new Ledger(this.counted.metrics);
  readonly exchange = new FragmentExchange({
    url: 'http://sts',
    breakerOpenMs: BREAKER_OPEN_MS,
    metrics: this.counted.metrics,
    log,
  });
  readonly ending = new AbortController();
  /** All that were sent, in any session. */
  readonly sent: OutgoingFragment[] = [];
  readonly windows: Promise<Buffer>[] = [];
  readonly told: string[] = [];
  mostInflight = 0;
  readonly dubber = new Dubber({
    link: this.exchange,
    codec: { decode, encode: () => this.#encode() },
    ledger: this.ledger,
    log,
    format: FORMAT,
    fragmentFormat: FORMAT,
    maxInflight: MAX_INFLIGHT,
    timeoutMs: TIMEOUT_MS,
    onFailure: ({ reason }) => this.told.push(reason),
    signal: this.ending.signal,
  });

  /** Some take longer than the ones after them. */
  async #encode(): Promise<FragmentAudio> {
    await new Promise((resolve) => setTimeout(resolve, (this.windows.length % 4) * ENCODE_STEP_MS));
    return audio('');
  }

  cut(): void {
    const index = this.windows.length;
    const pcm = Buffer.alloc(WINDOW_BYTES);
    this.windows.push(this.dubber.dub({ index, startS: index, durationS: 1, pcm, dubbable: true }));
  }

  connect(): void {
    this.exchange.begin({
      send: (fragment) => {
        this.sent.push(fragment);
        this.mostInflight = Math.max(this.mostInflight, this.exchange.inflight + 1);
      },
      refused: () => undefined,
      acknowledge: () => undefined,
    });
  }

  pause(): void {
    this.exchange.backpressure({ stream_id: 's', severity: 'high', action: 'pause' });
  }

  /** Answers any of those that were sent: the one that is due, one that came to nothing, one that was answered. */
  answer(which: number, status: 'success' | 'partial' | 'failed', says: string): void {
    const fragment = this.sent[this.sent.length - 1 - (which % this.sent.length)];
    if (fragment === undefined) return;
    this.exchange.processed({
      fragment_id: fragment.fragmentId,
      stream_id: 's',
      sequence_number: 0,
      status,
      ...(status === 'failed'
        ? { error: { code: says, message: 'no', retryable: false } }
        : { dubbed_audio: audio(says) }),
    });
  }
}

function audio(says: string): FragmentAudio {
  return { format: 'm4a', sample_rate_hz: 1000, channels: 1, duration_ms: 1000, data_base64: says };
}

type Step = (rehearsal: Rehearsal) => unknown;

const which = fc.nat(7);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Step>((on) => on.cut()) },
  {
    weight: 6,
    arbitrary: fc
      .tuple(
        which,
        fc.constantFrom('success', 'partial'),
        fc.constantFrom('fine', 'fine', 'garbage', 'long', ''),
      )
      .map(
        ([n, status, says]): Step =>
          (on) =>
            on.answer(n, status as 'success' | 'partial', says),
      ),
  },
  {
    weight: 6,
    arbitrary: fc.tuple(which, fc.constantFrom('MODEL_ERROR', 'MODEL_ERROR', 'ASR_FAILED')).map(
      ([n, code]): Step =>
        (on) =>
          on.answer(n, 'failed', code),
    ),
  },
  {
    weight: 2,
    arbitrary: which.map(
      (n): Step =>
        (on) => {
          const fragmentId = on.sent.at(-1 - n)?.fragmentId;
          on.exchange.invalid({ event: 'fragment:processed', fragmentId, why: 'no status' });
        },
    ),
  },
  {
    weight: 2,
    arbitrary: which.map(
      (n): Step =>
        (on) => {
          const fragment_id = on.sent.at(-1 - n)?.fragmentId;
          on.exchange.error({
            code: 'QUEUE_FULL',
            message: 'no',
            fragment_id,
            severity: 'error',
            retryable: true,
          });
        },
    ),
  },
  { weight: 1, arbitrary: fc.constant<Step>((on) => on.exchange.lose('transport close')) },
  { weight: 1, arbitrary: fc.constant<Step>((on) => on.dubber.hurry('no room')) },
  { weight: 3, arbitrary: fc.constant<Step>((on) => on.connect()) },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.constantFrom('none', 'slow_down', 'pause'), fc.nat(3000)).map(
      ([action, recommended_delay_ms]): Step =>
        (on) => {
          const notice = { stream_id: 's', severity: 'low', recommended_delay_ms } as const;
          on.exchange.backpressure({ ...notice, action: action as 'none' | 'slow_down' | 'pause' });
        },
    ),
  },
  {
    weight: 6,
    arbitrary: fc.integer({ min: 1, max: 6000 }).map(
      (ms): Step =>
        () =>
          vi.advanceTimersByTimeAsync(ms),
    ),
  },
);

test('whatever comes, the account is exact: each window is aired once, sent is the sum of the outcomes', async () => {
  const reasonsSeen = new Set<string>();
  const outcomesSeen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 30, maxLength: 150 }),
      fc.boolean(),
      async (steps, isGivenUp) => {
        const on = new Rehearsal();
        on.connect();
        for (const next of steps) {
          await next(on);
          await vi.advanceTimersByTimeAsync(0);
          const { sent, inflight, processed, partial, fallback, dropped } = on.ledger.totals();
          expect(sent).toBe(on.windows.length);
          expect(sent).toBe(inflight + processed + partial + fallback + dropped);
          expect(fallback).toBe(on.told.length);
        }
        if (isGivenUp) on.ending.abort(new Error('over'));
        // Each waits for itself only, whatever the service does: nothing is left after one deadline.
        await vi.advanceTimersByTimeAsync(3 * ENCODE_STEP_MS + TIMEOUT_MS);
        const windows = await Promise.all(on.windows);
        expect(windows.every((pcm) => pcm.length === WINDOW_BYTES)).toBe(true);

        const { sent, inflight, processed, partial, fallback, dropped } = on.ledger.totals();
        expect({ sent, inflight }).toEqual({ sent: windows.length, inflight: 0 });
        expect(sent).toBe(processed + partial + fallback + dropped);
        expect(windows.filter((pcm) => pcm[0] === 1)).toHaveLength(processed + partial);
        if (!isGivenUp) expect(dropped).toBe(0);
        const { value } = on.counted;
        expect(await value('worker_fragments_sent_total')).toBe(sent);
        for (const [status, count] of Object.entries({ processed, partial, fallback, dropped })) {
          expect(await value('worker_audio_fragments_total', { status })).toBe(count);
          if (count > 0) outcomesSeen.add(status);
        }
        for (const reason of FALLBACK_REASONS) {
          const told = on.told.filter((other) => other === reason);
          expect(await value('worker_fallback_total', { reason })).toBe(told.length);
        }
        for (const reason of on.told) reasonsSeen.add(reason);

        expect(await value('worker_inflight_fragments')).toBe(0);
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

test.each<[string, (on: Rehearsal) => void, number]>([
  ['wait for their results', () => undefined, 3],
  ['wait for the end of a pause', (on) => on.pause(), 0],
])('hurried while they %s, the oldest falls back at once, and only it', async (_, begin, sent) => {
  const on = new Rehearsal();
  on.connect();
  begin(on);
  for (let n = 0; n < 4; n++) on.cut();
  await vi.advanceTimersByTimeAsync(3 * ENCODE_STEP_MS);
  expect(on.sent).toHaveLength(sent);
  on.dubber.hurry('no room');
  on.dubber.hurry('no room');
  await on.windows[0];
  expect(on.ledger.totals()).toMatchObject({ sent: 4, inflight: 3, fallback: 1 });
  expect(on.ledger.snapshot().recent[0]).toMatchObject({
    sequence: 0,
    outcome: 'fallback',
    reason: 'backpressure',
  });
  on.dubber.hurry('no room');
  await on.windows[1];
  expect(on.told).toEqual(['backpressure', 'backpressure']);
  await vi.advanceTimersByTimeAsync(TIMEOUT_MS);
  await Promise.all(on.windows);
});
