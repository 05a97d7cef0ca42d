import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTempFolder } from '../../../lib/testing/temp-folder.ts';
import { type WorkerStatus, workerStatusSchema } from '../../contracts/worker-status.ts';
import { frameChecksums, makeClip, publish } from '../testing/clip.ts';
import { freePorts, startTestMediamtx } from '../testing/test-mediamtx.ts';
import { resultOf, TestSts } from '../testing/test-sts.ts';
import { streamStateSchema } from './stream-state.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const never = new AbortController().signal;

let stack: AsyncDisposableStack;

beforeEach(() => {
  stack = new AsyncDisposableStack();
});
afterEach(() => stack.disposeAsync());

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}

test('after a kill and restart, resumes at the segment after the last aired one', async () => {
  const folder = stack.use(await createTempFolder()).path;
  const sts = stack.use(await TestSts.start());
  sts.onFragment = (socket, fragment) => {
    socket.emit('fragment:processed', resultOf(fragment, fragment.audio));
  };
  const [ports, port, clip] = await Promise.all([freePorts(), freePort(), makeClip(folder, 12)]);
  const url = `http://127.0.0.1:${port}`;
  const start = () => {
    const service = execa(process.execPath, [MAIN], {
      env: {
        MEDIA_SERVICE_PORT: String(port),
        RECORDINGS_DIR: folder,
        MEDIAMTX_RTMP_URL: `rtmp://127.0.0.1:${ports.rtmp}`,
        STS_URL: sts.url,
        WORKER_SEGMENT_S: '1',
      },
      stdin: 'ignore',
      stdout: process.env.TEST_LOG_LEVEL === undefined ? 'ignore' : 'inherit',
      reject: false,
    });
    stack.defer(async () => {
      service.kill('SIGKILL');
      await service;
    });
    return { kill: () => service.kill('SIGKILL'), ended: service.then(() => undefined) };
  };
  const status = async (): Promise<WorkerStatus> =>
    workerStatusSchema.parse(await (await fetch(`${url}/v1/streams/k`)).json());
  const first = start();
  await vi.waitFor(async () => expect((await fetch(`${url}/health`)).ok).toBe(true), 10_000);
  const mediamtx = stack.use(await startTestMediamtx(folder, ports, url));

  const published = publish(clip, `rtmp://127.0.0.1:${ports.rtmp}/live/k/in`, never);
  await vi.waitFor(async () => expect((await status()).output.airedS).toBeGreaterThan(3.7), 15_000);
  const state = join(folder, '.worker-state', 'k.json');
  await vi.waitFor(async () => {
    const { point } = streamStateSchema.parse(JSON.parse(await readFile(state, 'utf8')));
    expect(point.index).toBeGreaterThanOrEqual(3);
  }, 5000);
  const sentBefore = sts.fragments.length;
  first.kill();
  await first.ended;
  start();
  await vi.waitFor(async () => expect((await status()).state).toBe('running'), 10_000);
  const { resumed } = await status();
  expect(resumed?.sequence).toBeGreaterThanOrEqual(3);
  expect(resumed?.startS).toBe(resumed?.sequence);
  await published;
  await vi.waitFor(async () => expect((await status()).state).toBe('ended'), 20_000);

  const { ledger, lastError } = await status();
  expect(lastError).toBeUndefined();
  expect(ledger).toMatchObject({ sent: ledger.processed, inflight: 0 });
  expect(ledger.recent.map(({ sequence }) => sequence)).toEqual(
    Array.from({ length: ledger.sent }, (_, n) => (resumed?.sequence ?? 0) + n),
  );
  expect(sts.fragments[sentBefore]).toMatchObject({
    sequence_number: 0,
    timestamp: (resumed?.startS ?? 0) * 1000,
  });

  const source = await frameChecksums(clip.file);
  const recordings = (await mediamtx.recordings('live/k/out')).toSorted();
  expect(recordings).toHaveLength(2);
  const [before, after] = [
    await frameChecksums(recordings[0] ?? ''),
    await frameChecksums(recordings[1] ?? ''),
  ];
  expect(before).toEqual(source.slice(0, before.length));
  const from = source.indexOf(after[0] ?? '');
  // One key frame per second: the one at the segment's start, or the one before.
  expect(from).toBeGreaterThanOrEqual(((resumed?.startS ?? 0) - 1) * 30);
  expect(from).toBeLessThanOrEqual(before.length);
  expect(after).toEqual(source.slice(from, from + after.length));
  expect(from + after.length).toBeGreaterThanOrEqual(source.length - 2);
});
