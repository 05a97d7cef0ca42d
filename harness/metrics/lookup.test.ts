import { expect, test } from 'vitest';
import { samplesOf, sampleValue, sumOf } from './lookup.ts';
import { parseMetricsText } from './metrics-text.ts';

const { samples } = parseMetricsText(
  'f{stream_id="a",status="processed"} 5\nf{stream_id="a",status="dropped"} 2\nf{stream_id="b",status="dropped"} 0\n',
);

test('the value of the one series that fits', () => {
  expect(sampleValue(samples, 'f', { stream_id: 'a', status: 'processed' })).toBe(5);
  expect(sampleValue(samples, 'f', { stream_id: 'b' })).toBe(0);
});

test('no series is undefined, never 0', () => {
  expect(sampleValue(samples, 'f', { stream_id: 'c' })).toBeUndefined();
  expect(sampleValue(samples, 'g')).toBeUndefined();
  expect(sumOf(samples, 'f', { stream_id: 'c' })).toBeUndefined();
});

test('several series where one is asked for are an error that shows them', () => {
  expect(() => sampleValue(samples, 'f', { stream_id: 'a' })).toThrow(
    expect.objectContaining({
      code: 'METRICS_AMBIGUOUS_SERIES',
      found: [
        { stream_id: 'a', status: 'processed' },
        { stream_id: 'a', status: 'dropped' },
      ],
    }),
  );
});

test('sums and lists over the labels left open', () => {
  expect(sumOf(samples, 'f', { stream_id: 'a' })).toBe(7);
  expect(sumOf(samples, 'f')).toBe(7);
  expect(samplesOf(samples, 'f', { status: 'dropped' })).toHaveLength(2);
});
