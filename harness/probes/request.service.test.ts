import { expect, test } from 'vitest';
import { serveHttp } from '../../lib/testing/http-server.ts';
import { REQUEST_WITHIN_MS } from './probe.ts';
import { request } from './request.ts';

const never = new AbortController().signal;

test('reads a response that arrived while this process was blocked', async () => {
  const { url } = await serveHttp((_, response) => response.end('hello'));
  const outcome = request(url, never);
  await new Promise((resolve) => setImmediate(resolve));
  const untilMs = performance.now() + REQUEST_WITHIN_MS + 200;
  while (performance.now() < untilMs);
  expect(await outcome).toMatchObject({ status: 200, body: 'hello' });
});

test('distinguishes a peer without a response from probes that have ended', async () => {
  const { url } = await serveHttp(() => undefined);
  expect(await request(url, never)).toEqual({ url, error: 'no response within 2000 ms' });
  const ended = AbortSignal.timeout(50);
  expect(await request(url, ended)).toEqual({ url, error: 'no response before the probes ended' });
});
