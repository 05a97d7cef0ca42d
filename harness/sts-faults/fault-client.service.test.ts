import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { FaultClient } from './fault-client.ts';

const { signal } = new AbortController();
const faults = [{ kind: 'delay' as const, when: { sequence: 1 }, delay_ms: 9000 }];
const requests: unknown[] = [];
let server: Server | undefined;

afterEach(async () => {
  requests.length = 0;
  await new Promise((resolve) => server?.close(resolve));
});

/** A service that answers every request so; resolves to a client of it. */
async function answering(status: number, body: unknown): Promise<FaultClient> {
  const started = createServer(async (request, response) => {
    requests.push([request.method, request.url, await text(request)]);
    response.writeHead(status).end(status === 204 ? undefined : JSON.stringify(body));
  });
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return new FaultClient(`http://127.0.0.1:${(started.address() as AddressInfo).port}/`, 'a/b');
}

test("a stream's faults are set, and the answer says how often each was applied", async () => {
  const state = { stream_id: 'a/b', faults: [{ fault: faults[0], applied: 2 }] };
  const client = await answering(200, state);
  expect(await client.set(faults, signal)).toEqual(state);
  expect(await client.get(signal)).toEqual(state);
  expect(requests).toEqual([
    ['PUT', '/v1/faults/a%2Fb', JSON.stringify({ faults })],
    ['GET', '/v1/faults/a%2Fb', ''],
  ]);
});

test('they are removed', async () => {
  const client = await answering(204, undefined);
  await client.remove(signal);
  expect(requests).toEqual([['DELETE', '/v1/faults/a%2Fb', '']]);
});

test('a service whose fault API is off says what to do', async () => {
  const client = await answering(404, { error: 'Not Found' });
  await expect(client.set(faults, signal)).rejects.toMatchObject({
    code: 'FAULT_API_OFF',
    fault: 'ENVIRONMENT',
    message: expect.stringContaining('STS_FAULT_API=on'),
  });
});

test('a refusal is told in the words of the service', async () => {
  const client = await answering(422, { error: 'not valid', detail: [{ field: 'faults.0.delay_ms' }] });
  await expect(client.set(faults, signal)).rejects.toMatchObject({
    code: 'FAULTS_REFUSED',
    message: expect.stringContaining('faults.0.delay_ms'),
  });
});
