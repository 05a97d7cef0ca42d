import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { silentService } from './silent-service.ts';

async function server(listener: RequestListener): Promise<string> {
  const http = createServer(listener).listen(0, '127.0.0.1');
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  await once(http, 'listening');
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
}

const answers = (status: number) => server((_, response) => response.writeHead(status).end());

function silentOf(mediamtxApiUrl: string, stsUrl: string, mediaServiceUrl: string) {
  const endpoints = { rtmpUrl: '', rtspUrl: '', mediamtxApiUrl, stsUrl, mediaServiceUrl };
  const services = ['mediamtx', 'sts-service', 'media-service', 'another'].map((name, index) => ({
    name,
    identity: `pid ${index}`,
  }));
  return silentService({ endpoints, services }, new AbortController().signal);
}

test('whatever is answered, nobody is silent', async () => {
  expect(await silentOf(await answers(200), await answers(503), await answers(404))).toBeUndefined();
});

test('one that takes the question and does not answer is named', async () => {
  const hanging = await server(() => undefined);
  const error = await silentOf(await answers(200), hanging, await answers(200));
  expect(error).toMatchObject({ code: 'SERVICE_SILENT', fault: 'PRODUCT', service: 'sts-service' });
  expect(error?.message).toBe(
    `sts-service (pid 1) does not answer: GET ${hanging}/health: no answer within 2000 ms. ` +
      'Is it stopped, or busy with something else?',
  );
});

test('one that is not there is named', async () => {
  const error = await silentOf(await answers(200), await answers(200), 'http://127.0.0.1:1');
  expect(error?.message).toMatch(/^media-service \(pid 2\) does not answer: .*ECONNREFUSED/);
});
