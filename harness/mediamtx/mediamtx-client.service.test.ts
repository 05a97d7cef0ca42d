import { expect, test } from 'vitest';
import { serveHttp, type TestServer } from '../../lib/testing/http-server.ts';
import { MediamtxClient } from './mediamtx-client.ts';

const signal = new AbortController().signal;
/** Serves `answers` by request target, and a plain 404 for others. */
async function serve(answers: Record<string, { status?: number; body: string }>): Promise<TestServer> {
  return await serveHttp((request, response) => {
    const answer = answers[request.url ?? ''];
    response.writeHead(answer?.status ?? (answer ? 200 : 404), { 'content-type': 'application/json' });
    response.end(answer?.body ?? '404 page not found');
  });
}

const oldPath = (name: string) => ({
  name,
  source: null,
  ready: false,
  readyTime: null,
  tracks: [],
  bytesReceived: 0,
  bytesSent: 0,
  readers: [],
});

test('reads all pages and lists a path that moved to the next page once', async () => {
  const page = (...names: string[]) => ({
    body: JSON.stringify({ pageCount: 3, items: names.map(oldPath) }),
  });
  const { url } = await serve({
    '/v3/paths/list?itemsPerPage=2&page=0': page('a', 'b'),
    '/v3/paths/list?itemsPerPage=2&page=1': page('b', 'c'),
    '/v3/paths/list?itemsPerPage=2&page=2': page('d'),
  });
  const paths = await new MediamtxClient(url, { itemsPerPage: 2 }).listPaths(signal);
  expect(paths.map((path) => path.name)).toEqual(['a', 'b', 'c', 'd']);
});

test('returns no paths for an empty server', async () => {
  const { url } = await serve({
    '/v3/paths/list?itemsPerPage=100&page=0': { body: '{"pageCount":0,"items":[]}' },
  });
  expect(await new MediamtxClient(`${url}/`).listPaths(signal)).toEqual([]);
});

test('escapes the name of a path', async () => {
  const { url } = await serve({
    '/v3/paths/get/live/a%20b%3F/in': { body: JSON.stringify(oldPath('live/a b?/in')) },
  });
  expect(await new MediamtxClient(url).getPath('live/a b?/in', signal)).toMatchObject({
    name: 'live/a b?/in',
  });
});

test('treats 404 as an unknown path only when the API sent it', async () => {
  const { url } = await serve({
    '/v3/paths/get/a': { status: 404, body: '{"status":"error","error":"path not found"}' },
  });
  const client = new MediamtxClient(url);
  expect(await client.getPath('a', signal)).toBeUndefined();
  await expect(client.getPath('b', signal)).rejects.toMatchObject({
    code: 'MEDIAMTX_STATUS',
    status: 404,
    bodyStart: '404 page not found',
    message: expect.stringContaining('check that this is a MediaMTX control API'),
  });
});

test('includes the error message of the API', async () => {
  const { url } = await serve({
    '/v3/config/global/get': { status: 401, body: '{"status":"error","error":"authentication error"}' },
  });
  await expect(new MediamtxClient(url).getGlobalConfig(signal)).rejects.toMatchObject({
    code: 'MEDIAMTX_STATUS',
    status: 401,
    lastState: expect.stringContaining('authentication error'),
  });
});

test.each([
  ['<html>', 'not JSON'],
  ['{"items":[{"name":1}],"pageCount":1}', 'items[0].name'],
  ['{"items":[]}', 'pageCount'],
])('rejects the body %s', async (body, what) => {
  const { url } = await serve({ '/v3/paths/list?itemsPerPage=100&page=0': { body } });
  await expect(new MediamtxClient(url).listPaths(signal)).rejects.toMatchObject({
    code: 'MEDIAMTX_INVALID_BODY',
    message: expect.stringContaining(what),
    bodyStart: body,
  });
});

test('reports a server that is not reachable', async () => {
  const { url, close } = await serve({});
  await close();
  await expect(new MediamtxClient(url).listPaths(signal)).rejects.toMatchObject({
    code: 'MEDIAMTX_UNREACHABLE',
    lastState: expect.stringContaining('ECONNREFUSED'),
    cause: { code: 'HTTP_UNREACHABLE' },
  });
});

test('closes a connection by its id and reports an unknown one', async () => {
  const { url } = await serve({
    '/v3/rtmpconns/kick/a-1': { body: '{"status":"ok"}' },
    '/v3/rtmpconns/kick/b': { status: 404, body: '{"status":"error","error":"connection not found"}' },
  });
  const client = new MediamtxClient(url);
  await client.kickRtmpConnection('a-1', signal);
  await expect(client.kickRtmpConnection('b', signal)).rejects.toMatchObject({
    code: 'MEDIAMTX_STATUS',
    message: expect.stringContaining('connection not found'),
  });
});
