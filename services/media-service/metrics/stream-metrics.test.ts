import { expect, test } from 'vitest';
import { WORKER_METRICS } from '../../contracts/metric-name.ts';
import { exposeEventLoopLag } from './instruments.ts';
import { WorkerMetrics } from './stream-metrics.ts';

/** The series of a stream with their values. */
async function seriesOf(all: WorkerMetrics, streamId: string): Promise<string[]> {
  const lines = (await all.registry.metrics()).split('\n');
  return lines
    .filter((line) => line.includes(`stream_id="${streamId}"`))
    .map((line) => line.replace(/stream_id="\w+",?/, '').replace('{}', ''));
}

test('starts every series at 0, except those without a first measurement', async () => {
  const all = new WorkerMetrics();
  all.forStream('s');
  const series = await seriesOf(all, 's');
  expect(series.filter((line) => !line.endsWith(' 0'))).toEqual([]);
  expect(series.filter((line) => !line.includes('_bucket'))).toEqual([
    'worker_audio_fragments_total{status="processed"} 0',
    'worker_audio_fragments_total{status="partial"} 0',
    'worker_audio_fragments_total{status="fallback"} 0',
    'worker_audio_fragments_total{status="dropped"} 0',
    'worker_fragments_sent_total 0',
    'worker_fallback_total{reason="timeout"} 0',
    'worker_fallback_total{reason="failed"} 0',
    'worker_fallback_total{reason="breaker_open"} 0',
    'worker_fallback_total{reason="disconnected"} 0',
    'worker_fallback_total{reason="backpressure"} 0',
    'worker_fallback_total{reason="invalid_result"} 0',
    'worker_inflight_fragments 0',
    'worker_segments_total{type="audio"} 0',
    'worker_segments_total{type="video"} 0',
    'worker_sts_breaker_state 0',
    'worker_sts_connected 0',
    'worker_reconnection_total 0',
    'worker_backpressure_events_total{action="none"} 0',
    'worker_backpressure_events_total{action="slow_down"} 0',
    'worker_backpressure_events_total{action="pause"} 0',
    'worker_sts_rtt_seconds_sum 0',
    'worker_sts_rtt_seconds_count 0',
    'worker_source_lost_seconds_total{where="inside"} 0',
    'worker_audio_filled_seconds_total{reason="gap"} 0',
    'worker_audio_filled_seconds_total{reason="pause"} 0',
    'worker_audio_filled_seconds_total{reason="no_audio"} 0',
    'worker_audio_filled_seconds_total{reason="end"} 0',
    'worker_audio_trimmed_seconds_total{reason="overlap"} 0',
    'worker_audio_trimmed_seconds_total{reason="late"} 0',
    'worker_audio_stretched_seconds_total 0',
    'worker_video_paused_seconds_total 0',
    'worker_track_paused{track="audio"} 0',
    'worker_track_paused{track="video"} 0',
    'worker_output_stalled_seconds_total 0',
    'worker_pipeline_state{pipeline="input"} 0',
    'worker_pipeline_state{pipeline="output"} 0',
  ]);
});

test('uses the names of the contract and the buckets of the protocol', async () => {
  const all = new WorkerMetrics();
  exposeEventLoopLag(all.registry, () => 0);
  const names = (await all.registry.getMetricsAsJSON()).map(({ name }) => name);
  expect(names.toSorted()).toEqual(Object.values(WORKER_METRICS).toSorted());
  all.forStream('s');
  const bounds = (await seriesOf(all, 's')).flatMap((line) => /le="([^"]+)"/.exec(line)?.[1] ?? []);
  expect(bounds.join(' ')).toBe('0.25 0.5 1 2 3 4 5 6 8 10 15 +Inf');
});

test('counts events under the stream that they belong to', async () => {
  const all = new WorkerMetrics();
  const metrics = all.forStream('s');
  const other = all.forStream('other');
  const before = await seriesOf(all, 'other');
  metrics.fragmentSent();
  metrics.fragmentEnded('fallback', 'timeout');
  metrics.inflight(2);
  metrics.segment('video');
  metrics.avSyncDelta(-12.5);
  metrics.stsConnected(true);
  metrics.reconnected();
  metrics.backpressure('pause');
  metrics.roundTrip(2500);
  metrics.sourceLost('head', 2.9);
  metrics.outputStalled(1.5);
  metrics.error('dubbing_failed');
  metrics.pipeline('output', 'failed');
  const series = (await seriesOf(all, 's')).filter(
    (line) => !line.endsWith(' 0') && !line.includes('_bucket'),
  );
  expect(series).toEqual([
    'worker_audio_fragments_total{status="fallback"} 1',
    'worker_fragments_sent_total 1',
    'worker_fallback_total{reason="timeout"} 1',
    'worker_inflight_fragments 2',
    'worker_segments_total{type="video"} 1',
    'worker_av_sync_delta_ms -12.5',
    'worker_sts_connected 1',
    'worker_reconnection_total 1',
    'worker_backpressure_events_total{action="pause"} 1',
    'worker_sts_rtt_seconds_sum 2.5',
    'worker_sts_rtt_seconds_count 1',
    'worker_source_lost_seconds_total{where="head"} 2.9',
    'worker_output_stalled_seconds_total 1.5',
    'worker_errors_total{error_type="dubbing_failed"} 1',
    'worker_pipeline_state{pipeline="output"} 3',
  ]);
  expect(await seriesOf(all, 'other')).toEqual(before);
  other.workerStarts();
});

test('reports states as the numbers of the protocol', async () => {
  const all = new WorkerMetrics();
  const metrics = all.forStream('s');
  const values: string[] = [];
  const note = async (name: string) => {
    values.push(...(await seriesOf(all, 's')).filter((line) => line.startsWith(name)));
  };
  for (const state of ['closed', 'half-open', 'open'] as const) {
    metrics.breaker(state);
    await note('worker_sts_breaker_state');
  }
  for (const state of ['stopped', 'starting', 'running', 'failed'] as const) {
    metrics.pipeline('input', state);
    await note('worker_pipeline_state{pipeline="input"}');
  }
  expect(values.map((line) => line.split(' ')[1])).toEqual(['0', '1', '2', '0', '1', '2', '3']);
});

test('a new worker resets the gauges of the previous one', async () => {
  const all = new WorkerMetrics();
  const metrics = all.forStream('s');
  metrics.avSyncDelta(30);
  metrics.fragmentSent();
  metrics.pipeline('output', 'failed');
  metrics.workerStarts();
  const series = await seriesOf(all, 's');
  expect(series).toContain('worker_pipeline_state{pipeline="input"} 1');
  expect(series).toContain('worker_pipeline_state{pipeline="output"} 0');
  expect(series).toContain('worker_fragments_sent_total 1');
  expect(series.filter((line) => line.includes('av_sync'))).toEqual([]);
});

test('removes all series of a stream and keeps those of others', async () => {
  const all = new WorkerMetrics();
  const metrics = all.forStream('s');
  all.forStream('other');
  const before = await seriesOf(all, 'other');
  metrics.roundTrip(700);
  metrics.avSyncDelta(3);
  metrics.error('x');
  await metrics.remove();
  expect(await seriesOf(all, 's')).toEqual([]);
  expect(await seriesOf(all, 'other')).toEqual(before);
});
