import { expect, test } from 'vitest';
import type { Json } from '../../../engine/index.ts';
import { PipelineFacts } from '../../facts/pipeline-facts.ts';
import { dubbed, metrics, pipeline, STREAM } from '../../testing/dubbing-record.ts';
import { codesIn, type RecordBuilder } from '../../testing/run-record.ts';
import { CAUSES } from '../registry.ts';

const codes = (builder: RecordBuilder) => codesIn(CAUSES, builder);

/** Labels by metric, as media-service exposes them. */
type Exposed = Readonly<Record<string, readonly string[]>>;
const RIGHT: Exposed = {
  worker_audio_fragments_total: ['stream_id', 'status'],
  worker_fragments_sent_total: ['stream_id'],
  worker_inflight_fragments: ['stream_id'],
  worker_segments_total: ['stream_id', 'type'],
};

function exposed(change: Exposed, without: readonly string[] = []): RecordBuilder {
  const all = Object.entries({ ...RIGHT, ...change }).filter(([name]) => !without.includes(name));
  const worker = all.map(([name, labelNames]) => ({
    ...{ name, labelNames: [...labelNames] },
    streamIds: labelNames.includes('stream_id') ? [STREAM] : [],
  }));
  return pipeline().observe('probe', 'metrics-names', {
    url: 'http://127.0.0.1:8080/metrics',
    status: 200,
    worker,
  });
}

function counted(outcomes: Json, sent: number, builder = dubbed()): RecordBuilder {
  return builder
    .evidence('worker-account', { outcomes, sent, inflight: 0, fallbacks: {} })
    .step(6, 'metrics', { status: 'failed' });
}
const outcomes = (processed: number, fallback = 0) => ({ processed, partial: 0, fallback, dropped: 0 });

test.each<[string, RecordBuilder]>([
  [
    'METRICS_REDIRECT',
    pipeline().observe('probe', 'metrics-names', {
      url: 'http://127.0.0.1:8080/metrics',
      status: 302,
      redirectedTo: '/v1/metrics',
    }),
  ],
  [
    'METRICS_REDIRECT',
    pipeline().log(
      'harness',
      'no metrics from media-service: http://127.0.0.1:8080/metrics returned 308, expected 200',
      undefined,
      'warn',
    ),
  ],
  [
    'METRIC_RENAMED',
    exposed({ worker_segments_dubbed_total: ['stream_id', 'status'] }, ['worker_audio_fragments_total']),
  ],
  ['METRIC_RENAMED', exposed({}, ['worker_inflight_fragments'])],
  ['METRIC_LABEL_RENAMED', exposed({ worker_audio_fragments_total: ['stream_id', 'outcome'] })],
  ['METRIC_LABEL_RENAMED', exposed(Object.fromEntries(Object.keys(RIGHT).map((name) => [name, ['stream']])))],
  ['COUNTERS_TOO_HIGH', counted(outcomes(10), 5)],
  ['COUNTERS_TOO_HIGH', counted(outcomes(5), 6)],
  ['COUNTERS_TOO_LOW', counted(outcomes(4), 5)],
  ['COUNTERS_TOO_LOW', counted(outcomes(3, 1), 5)],
])('%s', (code, builder) => {
  expect(codes(builder)).toEqual([code]);
});

test('names the new name and the new label', () => {
  const renamed = exposed({ worker_segments_dubbed_total: ['stream_id', 'status'] }, [
    'worker_audio_fragments_total',
  ]);
  expect(summaryIn(renamed, 'METRIC_RENAMED')).toContain('it exposes worker_segments_dubbed_total');
  const label = exposed({ worker_audio_fragments_total: ['stream_id', 'outcome'] });
  expect(summaryIn(label, 'METRIC_LABEL_RENAMED')).toContain('it has the label outcome instead');
});

test.each<[string, RecordBuilder]>([
  ['right names', exposed({})],
  ['right counters', counted(outcomes(5), 5)],
  ['a fragment that fell back', counted(outcomes(4, 1), 5)],
  ['segments that fell back before they were sent', counted(outcomes(5, 2), 7)],
  ['no worker', pipeline().observe('probe', 'metrics-names', { status: 200, worker: [] })],
  ['sampled metrics', metrics(dubbed(), { sent: 5 })],
])('none: %s', (_, builder) => {
  expect(codes(builder)).toEqual([]);
});

function summaryIn({ record }: RecordBuilder, code: string): string | undefined {
  const cause = CAUSES.find((candidate) => candidate.code === code);
  return cause?.find(new PipelineFacts(record))?.summary;
}
