import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTempFolder } from '../../../lib/testing/temp-folder.ts';
import type { WorkerStatus } from '../../contracts/worker-status.ts';
import { createLogger } from '../../runtime/logger.ts';
import { readConfig } from '../config.ts';
import { startMediaService } from '../media-service.ts';
import { frameChecksums, makeClip, publish } from '../testing/clip.ts';
import { freePorts, startTestMediamtx } from '../testing/test-mediamtx.ts';
import { resultOf, TestSts } from '../testing/test-sts.ts';

const CLIP_S = 9;
const never = new AbortController().signal;

let stack: AsyncDisposableStack;
let folder: string;
let sts: TestSts;
let ports: Awaited<ReturnType<typeof freePorts>>;

beforeEach(async () => {
  stack = new AsyncDisposableStack();
  folder = stack.use(await createTempFolder()).path;
  sts = stack.use(await TestSts.start());
  sts.onFragment = (socket, fragment) => {
    socket.emit('fragment:processed', resultOf(fragment, fragment.audio));
  };
  ports = await freePorts();
});
afterEach(() => stack.disposeAsync());

/** Starts a media-service that has received no hooks, and returns a function for the status of a stream. */
async function startLate(port: number, environment: Readonly<Record<string, string>> = {}) {
  const config = readConfig({
    MEDIA_SERVICE_PORT: String(port),
    RECORDINGS_DIR: folder,
    MEDIAMTX_RTMP_URL: `rtmp://127.0.0.1:${ports.rtmp}`,
    MEDIAMTX_API_URL: `http://127.0.0.1:${ports.api}/`,
    STS_URL: sts.url,
    WORKER_SEGMENT_S: '2',
    WORKER_PUBLISHER_GRACE_S: '0',
    ...environment,
  });
  const service = await startMediaService(
    config,
    createLogger('media-service', process.env.TEST_LOG_LEVEL ?? 'silent'),
  );
  stack.defer(() => service.stop());
  return async (streamId: string): Promise<WorkerStatus | undefined> => {
    const answer = await fetch(`${service.url}/v1/streams/${streamId}`);
    return answer.ok ? ((await answer.json()) as WorkerStatus) : undefined;
  };
}

async function live(mediamtx: { isAvailable(path: string): Promise<boolean> }, path: string): Promise<void> {
  await vi.waitFor(async () => expect(await mediamtx.isAvailable(path)).toBe(true), {
    timeout: 15_000,
    interval: 50,
  });
}

test('dubs a stream that started before the service from its beginning, and ends with its publisher', async () => {
  const other = await freePorts();
  const mediamtx = stack.use(await startTestMediamtx(folder, ports, `http://127.0.0.1:${other.api}`));
  const clip = await makeClip(folder, CLIP_S);
  const published = publish(clip, `rtmp://127.0.0.1:${ports.rtmp}/live/late/in`, never);
  await live(mediamtx, 'live/late/in');
  const status = await startLate(other.api);
  await vi.waitFor(async () => expect((await status('late'))?.state).toBe('running'), 10_000);
  await published;
  // The first hook that arrives reports the departure of its publisher.
  await vi.waitFor(async () => expect((await status('late'))?.state).toBe('ended'), {
    timeout: 20_000,
    interval: 100,
  });
  const now = await status('late');
  expect(now).toMatchObject({ publishers: 1, ledger: { sent: 5, processed: 5 } });
  expect(now).not.toHaveProperty('resumed');
  expect(now).not.toHaveProperty('lastError');
  expect(sts.fragments.map(({ timestamp }) => timestamp)).toEqual([0, 2000, 4000, 6000, 8000]);
  const [out = ''] = await mediamtx.recordings('live/late/out');
  const [aired, sent] = [await frameChecksums(out), await frameChecksums(clip.file)];
  expect(aired).toEqual(sent.slice(0, aired.length));
  expect(aired.length).toBeGreaterThanOrEqual(sent.length - 2);
});

test('with WORKER_INGEST=rtmp reads a live stream from its current position', async () => {
  const other = await freePorts();
  const mediamtx = stack.use(await startTestMediamtx(folder, ports, `http://127.0.0.1:${other.api}`));
  const published = publish(
    await makeClip(folder, CLIP_S),
    `rtmp://127.0.0.1:${ports.rtmp}/live/late/in`,
    never,
  );
  await live(mediamtx, 'live/late/in');
  const status = await startLate(other.api, { WORKER_INGEST: 'rtmp' });
  await published;
  await vi.waitFor(async () => expect((await status('late'))?.state).toBe('ended'), {
    timeout: 20_000,
    interval: 100,
  });
  expect((await status('late'))?.ledger.processed).toBeGreaterThanOrEqual(1);
});

test('retries until MediaMTX is up, and starts no second worker for a stream reported by hooks', async () => {
  const service = await freePorts();
  const status = await startLate(service.api);
  const mediamtx = stack.use(await startTestMediamtx(folder, ports, `http://127.0.0.1:${service.api}`));
  const published = publish(
    await makeClip(folder, CLIP_S),
    `rtmp://127.0.0.1:${ports.rtmp}/live/reported/in`,
    never,
  );
  await live(mediamtx, 'live/reported/in');
  await published;
  await vi.waitFor(async () => expect((await status('reported'))?.state).toBe('ended'), {
    timeout: 20_000,
    interval: 100,
  });
  expect(await status('reported')).toMatchObject({ publishers: 1, ledger: { sent: 5, processed: 5 } });
});
