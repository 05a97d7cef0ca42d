import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { publishEndpoints } from '../media/index.ts';
import { findUnresponsiveService } from './find-unresponsive-service.ts';

async function server(listener: RequestListener): Promise<string> {
  const http = createServer(listener).listen(0, '127.0.0.1');
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  await once(http, 'listening');
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
}

const responding = (status: number) => server((_, response) => response.writeHead(status).end());

function findSilent(mediamtxApiUrl: string, stsUrl: string, mediaServiceUrl: string) {
  const endpoints = { ...publishEndpoints(() => ''), mediamtxApiUrl, stsUrl, mediaServiceUrl };
  const services = ['mediamtx', 'sts-service', 'media-service', 'another'].map((name, index) => ({
    name,
    identity: `pid ${index}`,
  }));
  return findUnresponsiveService({ endpoints, services }, new AbortController().signal);
}

test('accepts any response', async () => {
  expect(
    await findSilent(await responding(200), await responding(503), await responding(404)),
  ).toBeUndefined();
});

test('reports a service that accepts a request and does not respond', async () => {
  const hanging = await server(() => undefined);
  const error = await findSilent(await responding(200), hanging, await responding(200));
  expect(error).toMatchObject({ code: 'SERVICE_SILENT', fault: 'PRODUCT', service: 'sts-service' });
  expect(error?.message).toBe(
    `sts-service (pid 1) does not respond: GET ${hanging}/health: no response within 2000 ms. ` +
      'Check whether it is suspended or overloaded.',
  );
});

test('reports a service that refuses connections', async () => {
  const error = await findSilent(await responding(200), await responding(200), 'http://127.0.0.1:1');
  expect(error?.message).toMatch(/^media-service \(pid 2\) does not respond: .*ECONNREFUSED/);
});
