import { text } from 'node:stream/consumers';
import { beforeEach, expect, test } from 'vitest';
import { serveHttp } from '../../lib/testing/http-server.ts';
import { FaultClient } from './fault-client.ts';

const { signal } = new AbortController();
const faults = [{ kind: 'delay' as const, when: { sequence: 1 }, delay_ms: 9000 }];
const requests: unknown[] = [];

beforeEach(() => {
  requests.length = 0;
});

/** Starts a service that sends the same response to every request, and returns a client for it. */
async function answering(status: number, body: unknown): Promise<FaultClient> {
  const { url } = await serveHttp(async (request, response) => {
    requests.push([request.method, request.url, await text(request)]);
    response.writeHead(status).end(status === 204 ? undefined : JSON.stringify(body));
  });
  return new FaultClient(`${url}/`, 'a/b');
}

test('sets the faults of a stream and returns how many times each was applied', async () => {
  const state = { stream_id: 'a/b', faults: [{ fault: faults[0], applied: 2 }] };
  const client = await answering(200, state);
  expect(await client.set(faults, signal)).toEqual(state);
  expect(await client.get(signal)).toEqual(state);
  expect(requests).toEqual([
    ['PUT', '/v1/faults/a%2Fb', JSON.stringify({ faults })],
    ['GET', '/v1/faults/a%2Fb', ''],
  ]);
});

test('removes the faults', async () => {
  const client = await answering(204, undefined);
  await client.remove(signal);
  expect(requests).toEqual([['DELETE', '/v1/faults/a%2Fb', '']]);
});

test('reports how to enable the fault API', async () => {
  const client = await answering(404, { error: 'Not Found' });
  await expect(client.set(faults, signal)).rejects.toMatchObject({
    code: 'FAULT_API_OFF',
    fault: 'ENVIRONMENT',
    message: expect.stringContaining('STS_FAULT_API=on'),
  });
});

test('includes the reason of a rejection', async () => {
  const client = await answering(422, { error: 'not valid', detail: [{ field: 'faults.0.delay_ms' }] });
  await expect(client.set(faults, signal)).rejects.toMatchObject({
    code: 'FAULTS_REFUSED',
    message: expect.stringContaining('faults.0.delay_ms'),
  });
});
