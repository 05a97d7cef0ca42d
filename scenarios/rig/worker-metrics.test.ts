import { expect, test } from 'vitest';
import { DOCUMENTED_PROFILE, pipelineProfileSchema } from '../../harness/environments/index.ts';
import { workerCountersOf } from '../evidence/worker-counters.ts';
import { configuredName, toDocumented } from './worker-metrics.ts';

const { metrics: documented } = DOCUMENTED_PROFILE;
const { metrics: renamed } = pipelineProfileSchema.parse({
  metrics: {
    fragments: 'my_fragments',
    streamLabel: 'stream',
    statusLabel: 'outcome',
    statuses: { processed: 'ok' },
  },
});

test('renames a metric, its labels and its statuses to the documented names', () => {
  const sample = { name: 'my_fragments', labels: { stream: 'x', outcome: 'ok', host: 'a' }, value: 5 };
  const normalised = toDocumented(sample, renamed);
  expect(normalised).toEqual({
    name: 'worker_audio_fragments_total',
    labels: { stream_id: 'x', status: 'processed', host: 'a' },
    value: 5,
  });
  expect(workerCountersOf(normalised === undefined ? [] : [normalised], 'x').outcomes).toEqual({
    processed: 5,
  });
});

test('keeps documented names, other statuses and other metrics', () => {
  for (const sample of [
    { name: 'worker_audio_fragments_total', labels: { stream_id: 'x', status: 'late' }, value: 1 },
    { name: 'worker_errors_total', labels: { stream_id: 'x', status: 'ok' }, value: 1 },
  ])
    expect(toDocumented(sample, documented)).toEqual(sample);
});

test('drops another metric that has a documented name', () => {
  const sample = { name: 'worker_audio_fragments_total', labels: { stream: 'x' }, value: 9 };
  expect(toDocumented(sample, renamed)).toBeUndefined();
});

test('a stream label of another meaning does not replace the configured one', () => {
  const sample = { name: 'worker_inflight_fragments', labels: { stream: 'x', stream_id: 'other' }, value: 1 };
  expect(toDocumented(sample, renamed)?.labels).toEqual({ stream_id: 'x' });
});

test('messages name the configured metric', () => {
  expect(configuredName(documented, 'fragments', 'x')).toBe('worker_audio_fragments_total{stream_id="x"}');
  expect(configuredName(renamed, 'fragments', 'x')).toBe(
    'my_fragments{stream="x"} (profile name of worker_audio_fragments_total)',
  );
});
