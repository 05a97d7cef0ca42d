import { expect, test } from 'vitest';
import { parseMetrics } from './parse-metrics.ts';

const samplesIn = (text: string) => parseMetrics(text).samples;

test('parses labels, plain samples and timestamps, and ignores comments', () => {
  const samples = samplesIn(
    [
      '# HELP worker_audio_fragments_total Fragments by how they ended',
      '# TYPE worker_audio_fragments_total counter',
      'worker_audio_fragments_total{stream_id="a",status="processed"} 5',
      'worker_audio_fragments_total{stream_id="a",status="dropped"} 0 1700000000123',
      '',
      '# just a comment',
      '#TYPE up gauge',
      '  up\t 1  ',
      '',
    ].join('\n'),
  );
  expect(samples).toEqual([
    { name: 'worker_audio_fragments_total', labels: { stream_id: 'a', status: 'processed' }, value: 5 },
    {
      name: 'worker_audio_fragments_total',
      labels: { stream_id: 'a', status: 'dropped' },
      value: 0,
      timestampMs: 1700000000123,
    },
    { name: 'up', labels: {}, value: 1 },
  ]);
});

test('parses escape sequences in label values', () => {
  const [sample] = samplesIn('m{path="C:\\\\x",say="\\"ñ\\"\\n}, b=\\"1"} 1\n');
  expect(sample?.labels).toEqual({ path: 'C:\\x', say: '"ñ"\n}, b="1' });
});

test('parses every form of a number', () => {
  const values = samplesIn(
    'a 1\nb -2.5\nc 1e-3\nd .5\ne 5.\nf +3\ng NaN\nh +Inf\ni -Inf\nj Inf\nk 1.7e+308\n',
  ).map((sample) => sample.value);
  expect(values).toEqual([1, -2.5, 0.001, 0.5, 5, 3, Number.NaN, Infinity, -Infinity, Infinity, 1.7e308]);
});

test('accepts blanks and a trailing comma', () => {
  expect(samplesIn('m { a = "1" , b = "2" , } 3\n')).toEqual([
    { name: 'm', labels: { a: '1', b: '2' }, value: 3 },
  ]);
  expect(samplesIn('m{} 3\n')).toEqual([{ name: 'm', labels: {}, value: 3 }]);
});

test('returns the series of a histogram as plain samples', () => {
  const samples = samplesIn(
    '# TYPE h histogram\nh_bucket{le="0.25"} 1\nh_bucket{le="+Inf"} 2\nh_sum 0.7\nh_count 2\n',
  );
  expect(samples.map((sample) => [sample.name, sample.labels.le, sample.value])).toEqual([
    ['h_bucket', '0.25', 1],
    ['h_bucket', '+Inf', 2],
    ['h_sum', undefined, 0.7],
    ['h_count', undefined, 2],
  ]);
});

test('returns no samples for an empty text', () => {
  expect(parseMetrics('')).toEqual({ samples: [] });
});

test('accepts a label with the name __proto__', () => {
  expect(Object.entries(samplesIn('m{__proto__="1"} 3\n')[0]?.labels ?? {})).toEqual([['__proto__', '1']]);
});

test.each([
  ['up 1\nup{a="1" 2\n', 2, '"," expected'],
  ['up 1\nup{a=1} 2\n', 2, 'a label value in quotes expected'],
  ['up{a="1} 2\n', 1, 'a label value in quotes expected'],
  ['up{a="\\t"} 2\n', 1, 'is not an escape sequence'],
  ['up{1a="1"} 2\n', 1, 'a label name expected'],
  ['up{a="1",,} 2\n', 1, 'a label name expected'],
  ['up{a="1",a="2"} 2\n', 1, 'the label a is repeated'],
  ['9up 2\n', 1, 'a metric name expected'],
  ['up\n', 1, '"" is not a number'],
  ['up 0x1g\n', 1, '"0x1g" is not a number'],
  ['up constructor\n', 1, '"constructor" is not a number'],
  ['up 1_000\n', 1, '"1_000" is not a number'],
  ['up 1 1.5\n', 1, 'not a timestamp in whole ms'],
  ['up 1 2 3\n', 1, 'end of line expected'],
  ['up 1\r\n', 1, 'is not a number'],
  ['up{a="1",b="2"} 1\n\nup{b="2",a="1"} 1\n', 3, 'has a value already'],
  ['<html>\n', 1, 'a metric name expected'],
  ['up 1\nup2 1', 2, 'was cut off'],
])('rejects %j and names the line', (text, line, what) => {
  expect(() => parseMetrics(text)).toThrow(
    expect.objectContaining({ code: 'METRICS_SYNTAX', line, message: expect.stringContaining(what) }),
  );
});
