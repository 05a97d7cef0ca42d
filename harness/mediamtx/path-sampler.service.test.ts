import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import type { Json } from '../engine/index.ts';
import { mediamtxPathsFailedSchema, mediamtxPathsSchema } from '../run-data/pipeline-observations.ts';
import { samplePaths } from './path-sampler.ts';

const path = (name: string) => ({
  name,
  source: { type: 'rtmpConn', id: '1' },
  available: true,
  tracks2: [{ codec: 'H264' }],
  inboundBytes: 500,
  outboundBytes: 0,
  readers: [{ type: 'rtmpConn', id: '2' }],
});

async function sampling(stack: AsyncDisposableStack, answer: () => { status: number; body: unknown }) {
  const server: Server = createServer((_request, response) => {
    const { status, body } = answer();
    response.writeHead(status).end(JSON.stringify(body));
  });
  stack.defer(() => void server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const ending = new AbortController();
  const queue: [string, Json][] = [];
  let arrived = Promise.withResolvers<void>();
  const run = {
    signal: ending.signal,
    defer: (_: string, end: () => Promise<void> | void) => stack.defer(end),
    failStep: arrived.reject,
    observe: (_source: string, name: string, data: Json) => {
      queue.push([name, data]);
      arrived.resolve();
    },
  };
  const { port } = server.address() as AddressInfo;
  samplePaths(run, `http://127.0.0.1:${port}`, (name) => name.startsWith('live/own'));
  // Last, so that it is first.
  stack.defer(() => ending.abort());
  return async (): Promise<[string, Json]> => {
    if (queue.length === 0) {
      arrived = Promise.withResolvers();
      await arrived.promise;
    }
    return queue.shift() as [string, Json];
  };
}

test('records the paths, those of the run first, and at most 20', async () => {
  await using stack = new AsyncDisposableStack();
  const names = [...Array.from({ length: 30 }, (_, index) => `live/x${index}/in`), 'live/own/in'];
  const body = { pageCount: 1, items: names.map(path) };
  const next = await sampling(stack, () => ({ status: 200, body }));
  const [name, data] = await next();
  expect(name).toBe('paths');
  const { paths, omitted } = mediamtxPathsSchema.parse(data);
  expect(paths[0]).toEqual({
    name: 'live/own/in',
    ready: true,
    sourceType: 'rtmpConn',
    tracks: ['H264'],
    bytesReceived: 500,
    readers: 1,
  });
  expect([paths.length, omitted]).toEqual([20, 11]);
});

test('records an outage once, and paths again after it', async () => {
  await using stack = new AsyncDisposableStack();
  let requests = 0;
  const next = await sampling(stack, () => {
    requests += 1;
    const isOut = requests === 2 || requests === 3;
    return isOut
      ? { status: 401, body: { error: 'authentication error' } }
      : { status: 200, body: { pageCount: 1, items: [] } };
  });
  const observed = [await next(), await next(), await next()];
  expect(observed.map(([name]) => name)).toEqual(['paths', 'paths-failed', 'paths']);
  const failed = mediamtxPathsFailedSchema.parse(observed[1]?.[1]);
  expect(failed.status).toBe(401);
  expect(failed.error).toContain('authentication error');
});
