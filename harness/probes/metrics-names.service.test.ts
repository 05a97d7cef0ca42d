import { expect, test } from 'vitest';
import { serveHttp } from '../../lib/testing/http-server.ts';
import { metricsNamesProbe } from './metrics-names.ts';
import { absentPipeline, observe } from './testing/probed-pipeline.ts';

async function observeMetrics(body: string, status = 200, headers: Record<string, string> = {}) {
  const { url } = await serveHttp((_, response) => response.writeHead(status, headers).end(body));
  const { endpoints, ...pipeline } = await absentPipeline();
  const [result] = await observe(metricsNamesProbe, {
    ...pipeline,
    endpoints: { ...endpoints, mediaServiceUrl: url },
  });
  return result;
}

const text = { 'content-type': 'text/plain; version=0.0.4' };

test('records names, labels and the label that holds the stream', async () => {
  const lines = [
    'worker_fragments_total{stream_id="other",status="processed"} 1',
    'worker_fragments_total{stream_id="run-1",status="fallback"} 1',
    'worker_inflight{stream="run-1"} 0',
    'worker_latency_seconds_bucket{le="0.1",stream_id="other"} 0',
    'process_cpu_seconds_total 1',
  ];
  expect(await observeMetrics(lines.join('\n').concat('\n'), 200, text)).toMatchObject({
    status: 200,
    contentType: 'text/plain; version=0.0.4',
    worker: [
      {
        name: 'worker_fragments_total',
        labelNames: ['stream_id', 'status'],
        streamIds: ['other', 'run-1'],
        streamLabel: 'stream_id',
        labels: { stream_id: ['other', 'run-1'], status: ['processed', 'fallback'] },
      },
      { name: 'worker_inflight', labelNames: ['stream'], streamIds: ['run-1'], streamLabel: 'stream' },
      {
        name: 'worker_latency_seconds_bucket',
        labelNames: ['stream_id'],
        streamIds: ['other'],
        labels: { stream_id: ['other'] },
      },
    ],
  });
});

test('records a redirect, and a page that is not metrics', async () => {
  expect(await observeMetrics('', 302, { location: '/login' })).toMatchObject({
    status: 302,
    redirectedTo: '/login',
  });
  expect(await observeMetrics('<html>\n', 200, { 'content-type': 'text/html' })).toMatchObject({
    status: 200,
    contentType: 'text/html',
    bodyStart: '<html>\n',
    error: expect.stringContaining('line 1'),
  });
});
