import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testMetrics } from '../testing/test-metrics.ts';
import { Ledger, type SegmentEnd } from './ledger.ts';
import type { Segment } from './segmenter.ts';

function segment(index: number): Segment {
  return { index, startS: index * 6, durationS: 6, pcm: Buffer.alloc(0), dubbable: true };
}

test('records the outcome of each segment with its details', async () => {
  const { metrics, value } = testMetrics();
  const ledger = new Ledger(metrics);
  for (const index of [0, 1, 2, 3, 4]) ledger.open(`f${index}`, segment(index));
  ledger.close('f1', { outcome: 'processed', roundTripMs: 400.6 });
  ledger.close('f0', { outcome: 'partial', roundTripMs: 500 });
  ledger.close('f2', { outcome: 'fallback', reason: 'timeout' });
  ledger.close('f3', { outcome: 'dropped' });

  expect(ledger.totals()).toEqual({
    sent: 5,
    inflight: 1,
    processed: 1,
    partial: 1,
    fallback: 1,
    dropped: 1,
  });
  expect(ledger.snapshot().recent).toEqual([
    { sequence: 0, fragmentId: 'f0', startS: 0, durationS: 6, outcome: 'partial', roundTripMs: 500 },
    { sequence: 1, fragmentId: 'f1', startS: 6, durationS: 6, outcome: 'processed', roundTripMs: 401 },
    { sequence: 2, fragmentId: 'f2', startS: 12, durationS: 6, outcome: 'fallback', reason: 'timeout' },
    { sequence: 3, fragmentId: 'f3', startS: 18, durationS: 6, outcome: 'dropped' },
    { sequence: 4, fragmentId: 'f4', startS: 24, durationS: 6 },
  ]);
  expect(await value('worker_fragments_sent_total')).toBe(5);
  expect(await value('worker_audio_fragments_total', { status: 'dropped' })).toBe(1);
  expect(await value('worker_fallback_total', { reason: 'timeout' })).toBe(1);
  expect(await value('worker_fallback_total', { reason: 'failed' })).toBe(0);
});

test('rejects closing a fragment twice', () => {
  const ledger = new Ledger(testMetrics().metrics);
  ledger.open('f', segment(0));
  ledger.close('f', { outcome: 'dropped' });
  expect(() => ledger.close('f', { outcome: 'dropped' })).toThrow('fragment f has no open ledger entry');
  expect(() => ledger.close('g', { outcome: 'dropped' })).toThrow('fragment g');
  expect(ledger.totals().dropped).toBe(1);
});

test('keeps the newest entries, which callers cannot change', () => {
  const ledger = new Ledger(testMetrics().metrics);
  for (let index = 0; index < 100; index++) ledger.open(`f${index}`, segment(index));
  const { recent } = ledger.snapshot();
  expect(recent).toHaveLength(64);
  expect(recent[0]?.sequence).toBe(36);
  for (const entry of recent) entry.outcome = 'dropped';
  expect(ledger.snapshot().recent[0]).not.toHaveProperty('outcome');
});

test('sent is always the sum of closed and open entries', () => {
  const end = fc.constantFrom<SegmentEnd>(
    { outcome: 'processed', roundTripMs: 1 },
    { outcome: 'partial', roundTripMs: 1 },
    { outcome: 'fallback', reason: 'failed' },
    { outcome: 'dropped' },
  );
  fc.assert(
    fc.property(fc.array(fc.option(end), { maxLength: 50 }), (steps) => {
      const ledger = new Ledger(testMetrics().metrics);
      const open: string[] = [];
      steps.forEach((step, index) => {
        const oldest = step === null ? undefined : open.shift();
        if (step !== null && oldest !== undefined) ledger.close(oldest, step);
        else {
          ledger.open(`f${index}`, segment(index));
          open.push(`f${index}`);
        }
        const { sent, inflight, processed, partial, fallback, dropped } = ledger.totals();
        expect(sent).toBe(inflight + processed + partial + fallback + dropped);
        expect(inflight).toBe(open.length);
      });
    }),
    { numRuns: 30 },
  );
});
