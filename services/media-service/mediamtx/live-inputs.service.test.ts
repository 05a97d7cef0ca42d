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

/** A server that answers what the test says. */
async function startApi(answer: (url: string, response: ServerResponse) => void): Promise<string> {
  const server = createServer((request, response) => answer(request.url ?? '', response));
  stack.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function path(name: string, fields: object = {}): object {
  return { name, available: true, source: { type: 'rtmpConn', id: `of ${name}` }, readers: [], ...fields };
}

test('inputs with a publisher are found, on all pages, whichever field names the server has', async () => {
  const pages = [
    [path('live/a/in'), path('live/a/out'), path('live/b/in', { available: false })],
    [
      path('live/c/in', { available: undefined, ready: true }),
      path('live/d/in', { available: false, ready: true }),
    ],
    [path('live/e/in', { source: null }), path('other'), path('live/f.g/in'), path('live/h/in')],
  ];
  const asked: string[] = [];
  const apiUrl = await startApi((url, response) => {
    asked.push(url);
    const page = Number(new URL(url, 'http://x').searchParams.get('page'));
    response.end(JSON.stringify({ itemCount: 9, pageCount: pages.length, items: pages[page] }));
  });
  expect(await liveInputs(apiUrl, never)).toEqual(
    ['a', 'c', 'h'].map((streamId) => ({ streamId, sourceId: `of live/${streamId}/in` })),
  );
  expect(asked).toHaveLength(3);
});

test('without a path there are no pages', async () => {
  const apiUrl = await startApi((_, response) => response.end('{"itemCount":0,"pageCount":0,"items":[]}'));
  expect(await liveInputs(apiUrl, never)).toEqual([]);
});

test.each<[string, string, (response: ServerResponse) => void]>([
  ['a refusal', 'it answered 401', (response) => response.writeHead(401).end()],
  ['what is no JSON', 'not valid JSON', (response) => response.end('<html>')],
  ['another answer', 'its answer is another one', (response) => response.end('{"items":{}}')],
  ['a way elsewhere', 'redirect', (response) => response.writeHead(302, { location: '/x' }).end()],
])('%s is told, with what to look at', async (_, what, answer) => {
  const apiUrl = await startApi((_url, response) => answer(response));
  const failure = liveInputs(apiUrl, never);
  await expect(failure).rejects.toMatchObject({ code: 'MEDIAMTX_API_FAILED' });
  await expect(failure).rejects.toThrow(what);
  await expect(failure).rejects.toThrow('MEDIAMTX_API_URL must be its control API');
});

test('a server that is not there is told', async () => {
  const apiUrl = await startApi(() => undefined);
  for (const server of stack.splice(0)) await server[Symbol.asyncDispose]();
  await expect(liveInputs(apiUrl, never)).rejects.toThrow('ECONNREFUSED');
});

test('told to end, it asks no longer', async () => {
  const ending = new AbortController();
  const apiUrl = await startApi(() => ending.abort(new Error('over')));
  await expect(liveInputs(apiUrl, ending.signal)).rejects.toThrow('over');
});
