import { expect, test } from 'vitest';
import { serveHttp } from '../../lib/testing/http-server.ts';
import { servicesProbe } from './services.ts';
import { absentPipeline, observe } from './testing/probed-pipeline.ts';
import { startMediamtx } from './testing/test-mediamtx.ts';

test('records the response of each service, and why one has none', async () => {
  const pipeline = await absentPipeline();
  const mediamtx = await startMediamtx();
  const mediaService = await serveHttp((request, response) => {
    if (request.url === '/health') response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    else response.writeHead(302, { location: 'https://user:hush@login.example/?token=hush' }).end('moved');
  });
  const endpoints = { ...pipeline.endpoints, ...mediamtx.endpoints, mediaServiceUrl: mediaService.url };
  const [result] = await observe(servicesProbe, { ...pipeline, endpoints });
  const ms = expect.any(Number);
  expect(result).toEqual({
    list: [
      {
        name: 'mediamtx',
        url: `${endpoints.mediamtxApiUrl}/v3/paths/list`,
        status: 200,
        contentType: 'application/json; charset=utf-8',
        ms,
      },
      {
        name: 'media-service',
        url: `${mediaService.url}/health`,
        status: 200,
        contentType: 'application/json',
        ms,
      },
      {
        name: 'media-service',
        url: `${mediaService.url}/ready`,
        status: 302,
        redirectedTo: 'https://…@login.example/?…',
        bodyStart: 'moved',
        ms,
      },
      ...['/health', '/ready'].map((path) => ({
        name: 'sts-service',
        url: `${endpoints.stsUrl}${path}`,
        error: expect.stringContaining('ECONNREFUSED'),
        ms,
      })),
    ],
  });
});

test('observes nothing before the addresses are known', async () => {
  const { endpoints: _, ...pipeline } = await absentPipeline();
  expect(await observe(servicesProbe, pipeline)).toEqual([]);
});
