import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTempFolder } from '../../../lib/testing/temp-folder.ts';
import { createLogger } from '../../runtime/logger.ts';
import { type Clip, makeClip, publish } from '../testing/clip.ts';
import { freePorts, startTestMediamtx, type TestMediamtx } from '../testing/test-mediamtx.ts';
import { openSource } from './open-source.ts';
import { type RtmpPullError, RtmpReader, type RtmpReaderOptions } from './rtmp-reader.ts';
import type { SourceFeed } from './source-feed.ts';

const PATH = 'live/s/in';
const never = new AbortController().signal;

let stack: AsyncDisposableStack;
let ending: AbortController;
let clip: Clip;
let mediamtx: TestMediamtx;
let url: string;
let feeds: SourceFeed[];
let completed: string[];
let errors: RtmpPullError[];

beforeEach(async () => {
  stack = new AsyncDisposableStack();
  const folder = stack.use(await createTempFolder()).path;
  const ports = await freePorts();
  mediamtx = stack.use(await startTestMediamtx(folder, ports, 'http://127.0.0.1:1'));
  ending = new AbortController();
  stack.defer(() => ending.abort(new Error('the test has ended')));
  clip = await makeClip(folder, 8);
  url = `rtmp://127.0.0.1:${ports.rtmp}/${PATH}`;
  [feeds, completed, errors] = [[], [], []];
});
afterEach(() => stack.disposeAsync());

function startReader(options: Partial<RtmpReaderOptions> = {}): RtmpReader {
  return new RtmpReader({
    url,
    maxHeldBytes: 1e8,
    queue: { add: (feed) => feeds.push(feed), completed: (path) => completed.push(path) },
    log: createLogger('test', process.env.TEST_LOG_LEVEL ?? 'silent'),
    signal: ending.signal,
    onHeadLost: () => undefined,
    onError: (error) => errors.push(error),
    ...options,
  });
}

async function isLive(): Promise<void> {
  await vi.waitFor(async () => expect(await mediamtx.isAvailable(PATH)).toBe(true), {
    timeout: 10_000,
    interval: 20,
  });
}

test('reads an fMP4 with the timestamps of the publisher, to its end', async () => {
  const published = publish(clip, url, never);
  await isLive();
  const reader = startReader();
  reader.publisherArrived();
  await vi.waitFor(() => expect(feeds).toHaveLength(1), 5000);
  const source = await openSource((feeds[0] as SourceFeed).chunks(never), never);
  expect(source.info).toMatchObject({ video: { codec: 'h264', width: 160 }, audio: { codec: 'aac' } });
  expect(source.startS).toBeGreaterThan(2);
  let bytes = 0;
  for await (const part of source.mp4Fragments) bytes += part.bytes.length;
  expect(bytes).toBeGreaterThan(10_000);
  reader.publisherLeft();
  await published;
  expect(errors).toEqual([]);
});

test('reopens a connection that MediaMTX closes, but not after its publisher left', async () => {
  const published = publish(clip, url, never);
  await isLive();
  const reader = startReader();
  reader.publisherArrived();
  await vi.waitFor(() => expect(feeds).toHaveLength(1), 5000);
  await mediamtx.kickReaders(PATH);
  await vi.waitFor(() => expect(feeds).toHaveLength(2), 5000);
  expect(errors).toMatchObject([
    { code: 'RTMP_PULL_FAILED', message: expect.stringContaining('; retrying') },
  ]);
  expect(completed).toEqual([feeds[0]?.path]);
  await published;
  reader.publisherLeft();
  await vi.waitFor(() => expect(completed).toHaveLength(2), 5000);
  expect(feeds).toHaveLength(2);
  expect(errors).toHaveLength(1);
});

test('retries a refused connection without adding a feed', async () => {
  const reader = startReader();
  reader.publisherArrived();
  await vi.waitFor(() => expect(errors).toHaveLength(1), 8000);
  expect(feeds).toEqual([]);
  reader.publisherLeft();
});

test('reports an unexpected error, without the credentials of the URL', async () => {
  const completed = (): never => {
    throw new Error('queue is broken');
  };
  const withCredentials = 'rtmp://user:hush@127.0.0.1:1/live/s/in?pass=quiet';
  const reader = startReader({ url: withCredentials, queue: { add: () => undefined, completed } });
  reader.publisherArrived();
  await vi.waitFor(() => expect(errors).toHaveLength(1), 8000);
  expect(errors[0]).toMatchObject({ code: 'RTMP_PULL_FAILED', url: 'rtmp://…@127.0.0.1:1/live/s/in?…' });
  expect(errors[0]?.message).toContain('queue is broken');
  expect(JSON.stringify([errors[0], errors[0]?.message])).not.toMatch(/hush|quiet/);
});
