import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { Json } from '../../engine/index.ts';
import type { ComposeOptions } from './compose-environment.ts';
import { overrideFile, runInCompose } from './testing/run-in-compose.ts';

/** Starts what cannot be started. @returns the error, and whether all containers were looked at before it was thrown */
async function failure(options: Partial<ComposeOptions>) {
  const { result, events } = await runInCompose(options, async () => 'it was started');
  const error = result.steps[0]?.error;
  const looked = events.find((event) => event.type === 'observation' && event.name === 'containers');
  const states = looked?.type === 'observation' ? (looked.data as { readonly service: string }[]) : [];
  return { ...error, lookedAt: states.map(({ service }) => service).toSorted() };
}

const EVERY_CONTAINER = ['media-service', 'mediamtx', 'sts-service'];
const media = async (service: string, change: Json) => ({
  mediaOverrides: [await overrideFile(service, change)],
});
const sts = async (change: Json) => ({ stsOverrides: [await overrideFile('sts-service', change)] });

test('a wrong command', async () => {
  const error = await failure(await media('mediamtx', { command: ['mediamtxx', '/etc/mediamtx.yml'] }));
  expect(error).toMatchObject({
    code: 'SERVICE_NOT_STARTED',
    fault: 'ENVIRONMENT',
    lookedAt: EVERY_CONTAINER,
    message: expect.stringMatching(
      /^mediamtx \(container dubstep-test-\w+-media-mediamtx-1\) crashed: it ended with exit code 127\. Its last lines:\n.*exec mediamtxx failed: No such file or directory/,
    ),
  });
});

test('an exit at start', async () => {
  const error = await failure(await media('media-service', { environment: { WORKER_SEGMENT_S: '6s' } }));
  expect(error).toMatchObject({
    code: 'SERVICE_NOT_STARTED',
    lookedAt: EVERY_CONTAINER,
    message: expect.stringMatching(
      /^media-service \(container .*\) crashed: it ended with exit code 1\. Its last lines:\n.*WORKER_SEGMENT_S is "6s"/,
    ),
  });
});

test('a health check that never succeeds', async () => {
  const healthcheck = {
    test: ['CMD', 'curl', '-sS', 'http://127.0.0.1:3001/ready'],
    interval: '1s',
    start_period: '0s',
    retries: 2,
  };
  const error = await failure(await sts({ healthcheck }));
  expect(error).toMatchObject({
    code: 'SERVICE_NOT_READY',
    lookedAt: EVERY_CONTAINER,
    message: expect.stringMatching(
      /^sts-service \(container .*\) runs and never became healthy: .*2 failures in a row; the last probe ended with exit code 7 and said: curl: \(7\) Failed to connect to 127\.0\.0\.1 port 3001.*Its last lines:\n.*listening/s,
    ),
  });
});

test('a service that is healthy inside and cannot be reached from outside', async () => {
  const options = { ...(await sts({ environment: { STS_HOST: '127.0.0.1' } })), readyWithinMs: 6000 };
  expect(await failure(options)).toMatchObject({
    code: 'SERVICE_NOT_READY',
    lookedAt: EVERY_CONTAINER,
    message: expect.stringMatching(
      /^sts-service \(container .*\) runs, and was not ready within 6000 ms: health healthy; .*from here GET http:\/\/127\.0\.0\.1:\d+\/ready: no answer/,
    ),
  });
});

test('a port that is taken', async () => {
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
    lookedAt: EVERY_CONTAINER,
    message: expect.stringMatching(
      `^media-service \\(container .*\\) could not be started: port ${port} of the Docker host is taken by pid ${process.pid} \\(`,
    ),
  });
});

test('a lack of memory', async () => {
  const error = await failure(await media('media-service', { mem_limit: '16m', memswap_limit: '16m' }));
  expect(error).toMatchObject({
    code: 'SERVICE_NOT_STARTED',
    lookedAt: EVERY_CONTAINER,
    message: expect.stringMatching(
      /^media-service \(container .*\) crashed: it ended with exit code 137, killed by the kernel \(OOM\) because it needed more memory than its limit of 16 MiB/,
    ),
  });
});

test('what Compose itself refuses', async () => {
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
