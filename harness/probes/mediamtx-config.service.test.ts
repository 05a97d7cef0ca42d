import { expect, test } from 'vitest';
import { serveHttp } from '../../lib/testing/http-server.ts';
import { mediamtxConfigProbe } from './mediamtx-config.ts';
import { absentPipeline, observe } from './testing/probed-pipeline.ts';
import { startMediamtx } from './testing/test-mediamtx.ts';

async function observeConfig(endpoints: { readonly mediamtxApiUrl: string }) {
  const pipeline = await absentPipeline();
  const [result] = await observe(mediamtxConfigProbe, {
    ...pipeline,
    endpoints: { ...pipeline.endpoints, ...endpoints },
  });
  return result;
}

test('records what applies to the input path of the run', async () => {
  const { endpoints, recordingsFolder } = await startMediamtx('/bin/true', (yaml) =>
    yaml.replace('record: true', 'record: false').replace('rtsp: true', 'rtsp: false'),
  );
  expect(await observeConfig(endpoints)).toMatchObject({
    status: 200,
    path: 'live/run-1/in',
    entry: '~^live/[a-zA-Z0-9_-]{1,128}/in$',
    record: false,
    recordPath: `${recordingsFolder}/%path/%Y-%m-%d_%H-%M-%S-%f`,
    runOnAvailable: "'/bin/true' ready",
    runOnRecordSegmentCreate: "'/bin/true' segment-create",
    rtmp: true,
    rtsp: false,
    apiAddress: new URL(endpoints.mediamtxApiUrl).host,
    authMethod: 'internal',
  });
});

test('records that no entry applies to the path', async () => {
  const { endpoints } = await startMediamtx('/bin/true', (yaml) => yaml.replaceAll('^live/', '^other/'));
  const result = await observeConfig(endpoints);
  expect(result).toMatchObject({ status: 200, path: 'live/run-1/in' });
  expect(result).not.toHaveProperty('entry');
  expect(result).not.toHaveProperty('record');
});

test.each([
  ['404', { status: 404 }, 'not found', {}],
  ['HTML', { status: 200 }, '<html>', { error: expect.stringContaining('does not match the API') }],
  ['a redirect', { status: 307, location: '/login' }, '', { redirectedTo: '/login' }],
])('records a response of %s', async (_, { status, ...headers }, body, facts) => {
  const { url } = await serveHttp((_request, response) => {
    response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(body);
  });
  expect(await observeConfig({ mediamtxApiUrl: url })).toEqual({
    url: `${url}/v3/config/global/get`,
    status,
    contentType: 'text/html',
    ...(body === '' ? {} : { bodyStart: body }),
    ...facts,
  });
});
