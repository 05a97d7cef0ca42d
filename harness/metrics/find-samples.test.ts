import { expect, test } from 'vitest';
import { samplesOf, sampleValue } from './find-samples.ts';
import { parseMetrics } from './parse-metrics.ts';

const { samples } = parseMetrics(
  'f{stream_id="a",status="processed"} 5\nf{stream_id="a",status="dropped"} 2\nf{stream_id="b",status="dropped"} 0\n',
);

test('returns the value of the one series that matches', () => {
  expect(sampleValue(samples, 'f', { stream_id: 'a', status: 'processed' })).toBe(5);
  expect(sampleValue(samples, 'f', { stream_id: 'b' })).toBe(0);
});

test('returns undefined when no series matches', () => {
  expect(sampleValue(samples, 'f', { stream_id: 'c' })).toBeUndefined();
  expect(sampleValue(samples, 'g')).toBeUndefined();
  expect(samplesOf(samples, 'f', { stream_id: 'c' })).toEqual([]);
});

test('rejects several matching series and lists them', () => {
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

test('lists the series that match the given labels', () => {
  expect(samplesOf(samples, 'f', { stream_id: 'a' }).map(({ value }) => value)).toEqual([5, 2]);
  expect(samplesOf(samples, 'f')).toHaveLength(3);
  expect(samplesOf(samples, 'f', { status: 'dropped' })).toHaveLength(2);
});
