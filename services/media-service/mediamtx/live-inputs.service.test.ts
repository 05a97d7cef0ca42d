import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { liveInputs } from './live-inputs.ts';

const never = new AbortController().signal;
const stack: AsyncDisposable[] = [];

afterEach(async () => {
  for (const server of stack.splice(0)) await server[Symbol.asyncDispose]();
});

/** A server that answers with `answer`. */
async function startApi(
  answer: (url: string, response: ServerResponse, authorization?: string) => void,
): Promise<string> {
  const server = createServer((request, response) =>
    answer(request.url ?? '', response, request.headers.authorization),
  );
  stack.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function path(name: string, fields: object = {}): object {
  return { name, available: true, source: { type: 'rtmpConn', id: `of ${name}` }, readers: [], ...fields };
}

test('finds the inputs with a publisher on all pages, with old and new field names', async () => {
  const pages = [
    [path('live/a/in'), path('live/a/out'), path('live/b/in', { available: false })],
    [
      path('live/c/in', { available: undefined, ready: true }),
      path('live/d/in', { available: false, ready: true }),
    ],
    [path('live/e/in', { source: null }), path('other'), path('live/f.g/in'), path('live/h/in')],
  ];
  const requested: string[] = [];
  const apiUrl = await startApi((url, response) => {
    requested.push(url);
    const page = Number(new URL(url, 'http://x').searchParams.get('page'));
    response.end(JSON.stringify({ itemCount: 9, pageCount: pages.length, items: pages[page] }));
  });
  expect(await liveInputs(apiUrl, never)).toEqual(
    ['a', 'c', 'h'].map((streamId) => ({ streamId, sourceId: `of live/${streamId}/in` })),
  );
  expect(requested).toHaveLength(3);
});

test('returns nothing when MediaMTX has no path', async () => {
  const apiUrl = await startApi((_, response) => response.end('{"itemCount":0,"pageCount":0,"items":[]}'));
  expect(await liveInputs(apiUrl, never)).toEqual([]);
});

test.each<[string, string, (response: ServerResponse) => void]>([
  ['a refusal', 'status 401', (response) => response.writeHead(401).end()],
  ['invalid JSON', 'not valid JSON', (response) => response.end('<html>')],
  ['an unexpected answer', 'unexpected answer', (response) => response.end('{"items":{}}')],
  ['a redirect', 'redirect', (response) => response.writeHead(302, { location: '/x' }).end()],
])('rejects %s and names the setting to check', async (_, what, answer) => {
  const apiUrl = await startApi((_url, response) => answer(response));
  const failure = liveInputs(apiUrl, never);
  await expect(failure).rejects.toMatchObject({ code: 'MEDIAMTX_API_FAILED' });
  await expect(failure).rejects.toThrow(what);
  await expect(failure).rejects.toThrow("MEDIAMTX_API_URL must be the URL of MediaMTX's control API");
});

test('rejects with the cause when the server cannot be reached', async () => {
  const apiUrl = await startApi(() => undefined);
  for (const server of stack.splice(0)) await server[Symbol.asyncDispose]();
  await expect(liveInputs(apiUrl, never)).rejects.toThrow('ECONNREFUSED');
});

test('stops when the signal is aborted', async () => {
  const ending = new AbortController();
  const apiUrl = await startApi(() => ending.abort(new Error('aborted')));
  await expect(liveInputs(apiUrl, ending.signal)).rejects.toThrow('aborted');
});

test('sends the credentials of the URL as basic authentication and never shows them', async () => {
  const sent: (string | undefined)[] = [];
  const apiUrl = await startApi((_, response, authorization) => {
    sent.push(authorization);
    response.writeHead(403).end();
  });
  const failure = liveInputs(apiUrl.replace('//', '//admin:hu%40sh@'), never);
  await expect(failure).rejects.toThrow(/^cannot list the paths at http:\/\/…@127.*: status 403;/);
  await expect(failure).rejects.not.toThrow(/hu/);
  expect(sent).toEqual([`Basic ${Buffer.from('admin:hu@sh').toString('base64')}`]);
});
