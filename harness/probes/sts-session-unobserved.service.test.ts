import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { io } from 'socket.io-client';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../lib/testing/free-port.ts';
import { getText } from '../http/index.ts';
import { parseMetrics } from '../metrics/index.ts';
import { StsMonitor } from '../socketio/index.ts';
import { stsSessionProbe } from './sts-session.ts';
import { absentPipeline, observe } from './testing/probed-pipeline.ts';

const MAIN = fileURLToPath(new URL('../../services/sts-service/main.ts', import.meta.url));
const signal = new AbortController().signal;

/** Starts the STS service of the project, and returns its URL. */
async function startSts(): Promise<string> {
  const port = await freePort();
  const ending = new AbortController();
  const service = execa(process.execPath, [MAIN], {
    env: { STS_PORT: String(port), STS_MODE: 'echo' },
    cancelSignal: ending.signal,
    reject: false,
  });
  onTestFinished(async () => {
    ending.abort();
    await service;
  });
  for await (const line of createInterface(service.stdout)) if (line.includes('"listening"')) break;
  return `http://127.0.0.1:${port}`;
}

/** Its counters, and its gauges, without those of its runtime. */
async function metricsOf(url: string) {
  const { body } = await getText(`${url}/metrics`, { signal });
  return parseMetrics(body).samples.filter(
    ({ name }) => name.startsWith('sts_') && !name.includes('event_loop'),
  );
}

test('a session of the probe changes nothing that a scenario observes', async () => {
  const url = await startSts();
  const { endpoints, ...pipeline } = await absentPipeline();
  const monitor = new StsMonitor(url, { streamId: 'run-1' });
  onTestFinished(() => monitor.close());
  await monitor.connect({ signal, withinMs: 5000 });
  const notices: string[] = [];
  monitor.onNotice(({ kind }) => notices.push(kind));
  // The session of the worker, which goes on.
  const worker = io(url, { transports: ['websocket'], forceNew: true });
  onTestFinished(() => void worker.disconnect());
  const ready = once(worker as unknown as NodeJS.EventEmitter, 'stream:ready');
  worker.emit('stream:init', { stream_id: 'run-1', worker_id: 'w', config: {} });
  await ready;
  const before = await metricsOf(url);
  const seen = monitor.events.length;

  expect(
    await observe(stsSessionProbe, { ...pipeline, endpoints: { ...endpoints, stsUrl: url } }),
  ).toMatchObject([{ target: 'environment', reached: 'ready' }]);
  // Once the session of the probe has ended.
  await expect.poll(() => metricsOf(url)).toEqual(before);
  expect(before).toContainEqual({ name: 'sts_sessions_active', labels: {}, value: 1 });
  expect([worker.connected, monitor.events.length - seen, notices]).toEqual([true, 0, []]);
  expect(monitor.completeness()).toEqual({ complete: true });
});
