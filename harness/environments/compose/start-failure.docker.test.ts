import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { Json } from '../../engine/index.ts';
import type { ComposeOptions } from './compose-environment.ts';
import { overrideFile, runInCompose } from './testing/run-in-compose.ts';

/** Starts an environment that cannot start. @returns the error and the services whose containers were inspected before it */
async function failure(options: Partial<ComposeOptions>) {
  const { result, events } = await runInCompose(options, async () => 'started');
  const error = result.steps[0]?.error;
  const observed = events.find((event) => event.type === 'observation' && event.name === 'containers');
  const states = observed?.type === 'observation' ? (observed.data as { readonly service: string }[]) : [];
  return { ...error, inspected: states.map(({ service }) => service).toSorted() };
}

const EVERY_CONTAINER = ['media-service', 'mediamtx', 'sts-service'];
const media = async (service: string, change: Json) => ({
  mediaOverrides: [await overrideFile(service, change)],
});
const sts = async (change: Json) => ({ stsOverrides: [await overrideFile('sts-service', change)] });

test('reports a wrong command', async () => {
  const error = await failure(await media('mediamtx', { command: ['mediamtxx', '/etc/mediamtx.yml'] }));
  expect(error).toMatchObject({
    code: 'SERVICE_NOT_STARTED',
    fault: 'ENVIRONMENT',
    inspected: EVERY_CONTAINER,
    message: expect.stringMatching(
      /^mediamtx \(container dubstep-test-\w+-media-mediamtx-1\) crashed: it ended with exit code 127\. Its last lines:\n.*exec mediamtxx failed: No such file or directory/,
    ),
  });
});

test('reports an exit during the start', async () => {
  const error = await failure(await media('media-service', { environment: { WORKER_SEGMENT_S: '6s' } }));
  expect(error).toMatchObject({
    code: 'SERVICE_NOT_STARTED',
    inspected: EVERY_CONTAINER,
    message: expect.stringMatching(
      /^media-service \(container .*\) crashed: it ended with exit code 1\. Its last lines:\n.*WORKER_SEGMENT_S is "6s"/,
    ),
  });
});

test('reports a health check that never succeeds', async () => {
  const healthcheck = {
    test: ['CMD', 'curl', '-sS', 'http://127.0.0.1:3001/ready'],
    interval: '1s',
    start_period: '0s',
    retries: 2,
  };
  const error = await failure(await sts({ healthcheck }));
  expect(error).toMatchObject({
    code: 'SERVICE_NOT_READY',
    inspected: EVERY_CONTAINER,
    message: expect.stringMatching(
      /^sts-service \(container .*\) runs but did not become healthy: .*2 failures in a row; the last probe ended with exit code 7, output: curl: \(7\) Failed to connect to 127\.0\.0\.1 port 3001.*Its last lines:\n.*listening/s,
    ),
  });
});

test('reports a healthy service that cannot be reached from outside', async () => {
  const options = { ...(await sts({ environment: { STS_HOST: '127.0.0.1' } })), readyWithinMs: 6000 };
  expect(await failure(options)).toMatchObject({
    code: 'SERVICE_NOT_READY',
    inspected: EVERY_CONTAINER,
    message: expect.stringMatching(
      /^sts-service \(container .*\) runs but was not ready within 6000 ms: health healthy; .*from this machine: GET http:\/\/127\.0\.0\.1:\d+\/ready: no response/,
    ),
  });
});

test('reports a port in use', async () => {
  const holder = createServer();
  holder.listen(0, '127.0.0.1');
  onTestFinished(() => {
    holder.close();
  });
  await once(holder, 'listening');
  const { port } = holder.address() as AddressInfo;
  const error = await failure(await media('media-service', { ports: [`127.0.0.1:${port}:9999`] }));
  expect(error).toMatchObject({
    code: 'PORT_TAKEN',
    inspected: EVERY_CONTAINER,
    message: expect.stringMatching(
      `^media-service \\(container .*\\) could not be started: port ${port} of the Docker host is in use by pid ${process.pid} \\(`,
    ),
  });
});

test('reports a lack of memory', async () => {
  const error = await failure(await media('media-service', { mem_limit: '16m', memswap_limit: '16m' }));
  expect(error).toMatchObject({
    code: 'SERVICE_NOT_STARTED',
    inspected: EVERY_CONTAINER,
    message: expect.stringMatching(
      /^media-service \(container .*\) crashed: it ended with exit code 137, killed by the kernel \(OOM\) because it needed more memory than its limit of 16 MiB/,
    ),
  });
});

test('reports an error of Compose', async () => {
  const error = await failure(
    await media('mediamtx', { image: 'dubstep/nothing:none', pull_policy: 'never' }),
  );
  expect(error).toMatchObject({
    code: 'COMPOSE_FAILED',
    fault: 'ENVIRONMENT',
    message: expect.stringMatching(
      /^docker compose could not create dubstep-test-\w+-media from .*: Error .*no such image: dubstep\/nothing:none/i,
    ),
  });
});
