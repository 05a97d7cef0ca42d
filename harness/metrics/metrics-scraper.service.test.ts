import { Counter, Histogram, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { serveHttp } from '../../lib/testing/http-server.ts';
import { sampleValue } from './find-samples.ts';
import { MetricsScraper } from './metrics-scraper.ts';

/** Serves the same answer to every request. */
async function serve(status: number, contentType: string, body: string): Promise<MetricsScraper> {
  const { url } = await serveHttp((_, response) => {
    response.writeHead(status, contentType === '' ? {} : { 'content-type': contentType }).end(body);
  });
  return new MetricsScraper(`${url}/metrics`);
}

const signal = new AbortController().signal;

test('parses the output of prom-client', async () => {
  const registry = new Registry();
  const fragments = new Counter({
    name: 'fragments_total',
    help: 'say "hi"\\\nthere',
    labelNames: ['stream_id'],
    registers: [registry],
  });
  fragments.inc({ stream_id: 'a"\\\nñ' }, 3);
  const rtt = new Histogram({ name: 'rtt_seconds', help: 'h', buckets: [0.25, 1], registers: [registry] });
  rtt.observe(0.5);
  const scraper = await serve(200, registry.contentType, await registry.metrics());

  const { samples } = await scraper.scrape(signal);
  expect(sampleValue(samples, 'fragments_total', { stream_id: 'a"\\\nñ' })).toBe(3);
  expect(sampleValue(samples, 'rtt_seconds_bucket', { le: '0.25' })).toBe(0);
  expect(sampleValue(samples, 'rtt_seconds_bucket', { le: '+Inf' })).toBe(1);
  expect(sampleValue(samples, 'rtt_seconds_sum')).toBe(0.5);
});

test.each([
  'text/plain',
  'text/plain; version=0.0.4',
  'text/plain;charset=utf-8; version="0.0.4"; escaping=x',
])('accepts the content type %s', async (contentType) => {
  const scraper = await serve(200, contentType, 'up 1\n');
  expect((await scraper.scrape(signal)).samples).toHaveLength(1);
});

test.each(['', 'text/html', 'application/openmetrics-text; version=1.0.0', 'text/plain; version=1.0.0'])(
  'rejects the content type "%s"',
  async (contentType) => {
    const scraper = await serve(200, contentType, 'up 1\n');
    await expect(scraper.scrape(signal)).rejects.toMatchObject({
      code: 'METRICS_CONTENT_TYPE',
      url: scraper.url,
      status: 200,
      bodyStart: 'up 1\n',
    });
  },
);

test('rejects a status other than 200 with the start of the body', async () => {
  const scraper = await serve(503, 'text/plain', `starting ${'.'.repeat(500)}`);
  await expect(scraper.scrape(signal)).rejects.toMatchObject({
    code: 'METRICS_STATUS',
    status: 503,
    bodyStart: expect.stringMatching(/^starting \.{191}$/),
  });
});

test('rejects an invalid text with the line as the cause', async () => {
  const scraper = await serve(200, 'text/plain', 'up 1\nup what\n');
  await expect(scraper.scrape(signal)).rejects.toMatchObject({
    code: 'METRICS_INVALID',
    message: expect.stringContaining('line 2'),
    cause: { code: 'METRICS_SYNTAX', line: 2 },
  });
});

test('reports a server that is not reachable', async () => {
  const { url, close } = await serveHttp(() => undefined);
  await close();
  const scraper = new MetricsScraper(`${url}/metrics`);
  await expect(scraper.scrape(signal)).rejects.toMatchObject({
    code: 'METRICS_UNREACHABLE',
    message: expect.stringContaining('ECONNREFUSED'),
  });
});
