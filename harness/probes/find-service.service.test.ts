import { once } from 'node:events';
import { realpath } from 'node:fs/promises';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../lib/testing/free-port.ts';
import { findService } from './find-service.ts';
import { absentPipeline } from './testing/probed-pipeline.ts';
import { startMediamtx } from './testing/test-mediamtx.ts';

/** Starts a process with this environment that listens on a port, and returns its URL. */
async function listen(env: Record<string, string>): Promise<string> {
  const port = await freePort();
  const script = `require('node:net').createServer().listen(${port}, '127.0.0.1', () => console.log('listening'))`;
  const ending = new AbortController();
  const server = execa(process.execPath, ['-e', script], {
    ...{ env, extendEnv: false, cwd: '/', cancelSignal: ending.signal, reject: false },
  });
  onTestFinished(async () => {
    ending.abort();
    await server;
  });
  await once(server.stdout, 'data');
  return `http://127.0.0.1:${port}`;
}

test('finds the environment, folder and program of a service that another program has started', async () => {
  const { endpoints } = await absentPipeline();
  const mediaServiceUrl = await listen({ PATH: '/opt/bin', STS_URL: 'http://sts:3000' });
  const mediamtx = await startMediamtx();
  const known = { ...endpoints, ...mediamtx.endpoints, mediaServiceUrl };
  const { place } = (await findService(known, 'media-service')) ?? {};
  expect(place).toMatchObject({ workingFolder: '/', program: await realpath(process.execPath) });
  expect(await place?.environment()).toMatchObject({ PATH: '/opt/bin', STS_URL: 'http://sts:3000' });
  const found = await findService(known, 'mediamtx');
  expect([found?.pid, found?.place.program]).toEqual([mediamtx.pid, expect.stringMatching(/mediamtx$/)]);
});

test('takes no other program for a service', async () => {
  const { endpoints } = await absentPipeline();
  const url = await listen({ PATH: '/usr/bin' });
  const known = { ...endpoints, mediaServiceUrl: url, mediamtxApiUrl: url };
  expect(await findService(known, 'media-service')).toBeUndefined();
  expect(await findService(known, 'mediamtx')).toBeUndefined();
  expect(await findService(known, 'sts-service')).toBeUndefined();
  expect(await findService({ ...known, stsUrl: 'http://sts.example:3000' }, 'sts-service')).toBeUndefined();
});
