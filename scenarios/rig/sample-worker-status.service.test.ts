import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import type { Json } from '../../harness/engine/index.ts';
import { type WorkerStatus, workerStatusSchema } from '../../services/contracts/worker-status.ts';
import { sampleWorkerStatus } from './sample-worker-status.ts';

const entry = (sequence: number) => ({ sequence, fragmentId: `f${sequence}`, startS: 0, durationS: 6 });
const STATUS: WorkerStatus = {
  streamId: 's',
  state: 'running',
  startedAt: '2026-01-01T00:00:00Z',
  sts: { connected: true, url: 'http://h' },
  ledger: {
    ...{ sent: 7, inflight: 1, processed: 6, partial: 0, fallback: 0, dropped: 0 },
    recent: [0, 1, 2, 3, 4, 5, 6].map(entry),
  },
  publishers: 1,
  output: { url: 'rtmp://h', airedS: 0, stalledS: 0, publications: 1, onAir: true },
};

test('records a status when it has changed, and an outage once', async () => {
  await using stack = new AsyncDisposableStack();
  const ending = new AbortController();
  const enough = Promise.withResolvers<void>();
  const moving = { ...STATUS, output: { ...STATUS.output, airedS: 1 } };
  const failed = {
    ...moving,
    state: 'failed',
    lastError: { at: 'now', code: 'FFMPEG', message: 'no encoder' },
  };
  const answers: [number, unknown][] = [
    [404, { error: 'no such stream' }],
    [200, STATUS],
    [200, moving],
    [500, 'broken'],
    [500, 'broken'],
    [200, failed],
    [200, failed],
  ];
  const server = createServer((_request, response) => {
    const [status, body] = answers.shift() ?? [200, failed];
    if (answers.length === 0) enough.resolve();
    response.writeHead(status).end(JSON.stringify(body));
  });
  stack.defer(() => void server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const observed: [string, Json][] = [];
  const run = {
    nowMs: () => performance.now(),
    signal: ending.signal,
    defer: (_: string, end: () => Promise<void> | void) => stack.defer(end),
    failStep: enough.reject,
    observe: (_source: string, name: string, data: Json) => void observed.push([name, data]),
  };
  sampleWorkerStatus(run, `http://127.0.0.1:${(server.address() as AddressInfo).port}`, 's');
  // Last, so that it is first.
  stack.defer(() => ending.abort());
  await enough.promise;

  expect(observed.map(([name]) => name)).toEqual(['stream', 'stream-failed', 'stream']);
  const [first, , last] = observed.map(([, data]) => workerStatusSchema.safeParse(data).data);
  expect(first?.ledger.recent.map(({ sequence }) => sequence)).toEqual([2, 3, 4, 5, 6]);
  expect(last?.lastError?.message).toBe('no encoder');
});
