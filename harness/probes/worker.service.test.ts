import { expect, test } from 'vitest';
import { serveHttp } from '../../lib/testing/http-server.ts';
import { absentPipeline, observe } from './testing/probed-pipeline.ts';
import { workerProbe } from './worker.ts';

async function observeWorkers(body: string, status = 200) {
  const { url } = await serveHttp((request, response) => {
    response.writeHead(request.url === '/v1/streams' ? status : 500).end(body);
  });
  const { endpoints, ...pipeline } = await absentPipeline();
  const [result] = await observe(workerProbe, {
    ...pipeline,
    endpoints: { ...endpoints, mediaServiceUrl: url },
  });
  return result;
}

test('records the workers of media-service', async () => {
  const streams = [{ streamId: 'run-1', state: 'failed', lastError: { code: 'X', message: 'x' } }];
  expect(await observeWorkers(JSON.stringify({ streams }))).toMatchObject({ status: 200, streams });
});

test('records a service without this list', async () => {
  expect(await observeWorkers('no such page', 404)).toMatchObject({ status: 404, bodyStart: 'no such page' });
  expect(await observeWorkers('[]')).toMatchObject({
    status: 200,
    bodyStart: '[]',
    error: 'the response is not a list of streams',
  });
});
