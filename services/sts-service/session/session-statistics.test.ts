import { expect, test } from 'vitest';
import { SessionStatistics } from './session-statistics.ts';

test('summarises an empty session', () => {
  expect(new SessionStatistics().summary()).toEqual({
    total_fragments: 0,
    total_duration_ms: 0,
    statistics: {
      total_fragments: 0,
      success_count: 0,
      partial_count: 0,
      failed_count: 0,
      avg_processing_time_ms: 0,
      p95_processing_time_ms: 0,
    },
  });
});

test.each([0, 0.4, 12.3, 751.8])('of one fragment, the 95th percentile is its time: %d ms', (ms) => {
  const statistics = new SessionStatistics();
  statistics.add('success', ms, 6000);
  expect(statistics.summary().statistics).toMatchObject({
    avg_processing_time_ms: ms,
    p95_processing_time_ms: ms,
  });
});

test('uses the larger of two values as the 95th percentile', () => {
  const statistics = new SessionStatistics();
  for (const ms of [10, 1000]) statistics.add('success', ms, 6000);
  expect(statistics.summary().statistics?.p95_processing_time_ms).toBeGreaterThan(900);
});

test('counts, sums, and computes a 95th percentile that is exact to 1 %', () => {
  const statistics = new SessionStatistics();
  for (let index = 1; index <= 100; index += 1)
    statistics.add(index > 98 ? 'failed' : 'success', index * 10, 6000);
  statistics.add('partial', 0, 500);
  const { total_fragments, total_duration_ms, statistics: figures } = statistics.summary();
  expect([total_fragments, total_duration_ms]).toEqual([101, 600_500]);
  expect(figures).toMatchObject({
    total_fragments: 101,
    success_count: 98,
    partial_count: 1,
    failed_count: 2,
    avg_processing_time_ms: 500,
  });
  expect(Math.abs((figures?.p95_processing_time_ms ?? 0) / 950 - 1)).toBeLessThan(0.01);
});
