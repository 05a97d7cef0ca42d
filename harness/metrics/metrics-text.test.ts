import { expect, test } from 'vitest';
import { parseMetricsText } from './metrics-text.ts';

const samplesIn = (text: string) => parseMetricsText(text).samples;

test('families, labels, plain samples and comments', () => {
  const { families, samples } = parseMetricsText(
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
  expect([...families.values()]).toEqual([
    {
      name: 'worker_audio_fragments_total',
      type: 'counter',
      help: 'Fragments by how they ended',
    },
    { name: 'up', type: 'gauge' },
  ]);
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

test('escapes in label values and in HELP', () => {
  const { families, samples } = parseMetricsText(
    '# HELP m back\\\\slash, "quote" and\\nline\nm{path="C:\\\\x",say="\\"ñ\\"\\n}, b=\\"1"} 1\n',
  );
  expect(families.get('m')?.help).toBe('back\\slash, "quote" and\nline');
  expect(samples[0]?.labels).toEqual({ path: 'C:\\x', say: '"ñ"\n}, b="1' });
});

test('every form of a number', () => {
  const values = samplesIn(
    'a 1\nb -2.5\nc 1e-3\nd .5\ne 5.\nf +3\ng NaN\nh +Inf\ni -Inf\nj Inf\nk 1.7e+308\n',
  ).map((sample) => sample.value);
  expect(values).toEqual([1, -2.5, 0.001, 0.5, 5, 3, Number.NaN, Infinity, -Infinity, Infinity, 1.7e308]);
});

test('blanks and a final comma are allowed where the format allows them', () => {
  expect(samplesIn('m { a = "1" , b = "2" , } 3\n')).toEqual([
    { name: 'm', labels: { a: '1', b: '2' }, value: 3 },
  ]);
  expect(samplesIn('m{} 3\n')).toEqual([{ name: 'm', labels: {}, value: 3 }]);
});

test('a histogram is its plain samples', () => {
  const { families, samples } = parseMetricsText(
    '# TYPE h histogram\nh_bucket{le="0.25"} 1\nh_bucket{le="+Inf"} 2\nh_sum 0.7\nh_count 2\n',
  );
  expect(families.get('h')?.type).toBe('histogram');
  expect(samples.map((sample) => [sample.name, sample.labels.le, sample.value])).toEqual([
    ['h_bucket', '0.25', 1],
    ['h_bucket', '+Inf', 2],
    ['h_sum', undefined, 0.7],
    ['h_count', undefined, 2],
  ]);
});

test('an empty text has no samples', () => {
  expect(parseMetricsText('')).toEqual({ families: new Map(), samples: [] });
});

test('a label called __proto__ is a label', () => {
  expect(Object.entries(samplesIn('m{__proto__="1"} 3\n')[0]?.labels ?? {})).toEqual([['__proto__', '1']]);
});

test.each([
  ['up 1\nup{a="1" 2\n', 2, '"," expected'],
  ['up 1\nup{a=1} 2\n', 2, 'a label value in quotes expected'],
  ['up{a="1} 2\n', 1, 'a label value in quotes expected'],
  ['up{a="\\t"} 2\n', 1, 'is no escape sequence'],
  ['# HELP up what \\t\n', 1, 'is no escape sequence'],
  ['up{1a="1"} 2\n', 1, 'a label name expected'],
  ['up{a="1",,} 2\n', 1, 'a label name expected'],
  ['up{a="1",a="2"} 2\n', 1, 'the label a comes twice'],
  ['9up 2\n', 1, 'a metric name expected'],
  ['up\n', 1, '"" is no value'],
  ['up 0x1g\n', 1, '"0x1g" is no value'],
  ['up constructor\n', 1, '"constructor" is no value'],
  ['up 1_000\n', 1, '"1_000" is no value'],
  ['up 1 1.5\n', 1, 'no timestamp in whole ms'],
  ['up 1 2 3\n', 1, 'nothing more expected'],
  ['up 1\r\n', 1, 'is no value'],
  ['up{a="1",b="2"} 1\n\nup{b="2",a="1"} 1\n', 3, 'has a value already'],
  ['# TYPE up gauge\n# TYPE up gauge\n', 2, 'a TYPE line already'],
  ['# HELP up a\n# HELP up b\n', 2, 'a HELP line already'],
  ['# TYPE up widget\n', 1, '"widget" is none of the types'],
  ['h_sum 1\n# TYPE h histogram\n', 2, 'comes after its samples'],
  ['<html>\n', 1, 'a metric name expected'],
  ['up 1\nup2 1', 2, 'was cut off'],
])('%j is refused with its line', (text, line, what) => {
  expect(() => parseMetricsText(text)).toThrow(
    expect.objectContaining({ code: 'METRICS_SYNTAX', line, message: expect.stringContaining(what) }),
  );
});
