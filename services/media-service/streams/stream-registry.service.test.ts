import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTempFolder } from '../../../lib/testing/temp-folder.ts';
import { createLogger } from '../../runtime/logger.ts';
import { readConfig } from '../config.ts';
import { WorkerMetrics } from '../metrics/stream-metrics.ts';
import { StateFolder } from '../state/state-folder.ts';
import { TestSts } from '../testing/test-sts.ts';
import { ServiceEndingError, StreamRegistry } from './stream-registry.ts';

const FIVE_MINUTES_MS = 5 * 60_000;

let stack: AsyncDisposableStack;
let folder: string;
let metrics: WorkerMetrics;
let registry: StreamRegistry;
/** A registry with this grace period for publishers. */
let start: (publisherGraceS: number) => void;

beforeEach(async () => {
  stack = new AsyncDisposableStack();
  folder = stack.use(await createTempFolder()).path;
  const sts = stack.use(await TestSts.start());
  metrics = new WorkerMetrics();
  start = (publisherGraceS) => {
    const grace = { WORKER_PUBLISHER_GRACE_S: String(publisherGraceS) };
    const { worker } = readConfig({ RECORDINGS_DIR: folder, STS_URL: sts.url, ...grace });
    const log = createLogger('test', 'silent');
    registry = new StreamRegistry(worker, metrics, new StateFolder(join(folder, 'state'), log), log);
    stack.defer(() => registry.stop('the test is over'));
  };
  start(0);
});
afterEach(async () => {
  vi.useRealTimers();
  await stack.disposeAsync();
});

/** A recording that cannot be dubbed: its worker fails after reading it. */
async function brokenRecording(name: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, 'no box');
  return file;
}

async function ended(streamId: string): Promise<void> {
  await vi.waitFor(() => expect(registry.status(streamId)?.endedAt).toBeDefined(), 5000);
}

function state(streamId: string): string | undefined {
  return registry.status(streamId)?.state;
}

test.each<[string, readonly ('created' | 'ready' | 'completed')[]]>([
  ['before the publisher', ['created', 'ready', 'completed']],
  ['after it', ['ready', 'created', 'completed']],
])('assigns a recording to the worker for the event order: %s', async (_, events) => {
  const file = await brokenRecording('a.mp4');
  for (const event of events) {
    if (event === 'ready') registry.ready('a', '1');
    if (event === 'created') registry.recordingCreated('a', file);
    if (event === 'completed') registry.recordingCompleted('a', file);
  }
  await ended('a');
  expect(registry.status('a')?.lastError).toMatchObject({ code: 'SOURCE_REFUSED' });
});

test('does not assign a completed recording to a later publisher', async () => {
  registry.recordingCreated('a', await brokenRecording('a.mp4'));
  registry.recordingCompleted('a', join(folder, 'a.mp4'));
  registry.ready('a', '1');
  const own = join(folder, 'b.mp4');
  await writeFile(own, 'nothing');
  registry.recordingCreated('a', own);
  registry.recordingCompleted('a', join(folder, 'b.mp4'));
  await ended('a');
  expect(registry.status('a')?.lastError?.message).toContain('ended after 7 bytes');
});

test('assigns a recording to its worker after the publisher has left', async () => {
  registry.ready('a', '1');
  registry.notReady('a', '1');
  registry.recordingCreated('a', await brokenRecording('a.mp4'));
  registry.recordingCompleted('a', join(folder, 'a.mp4'));
  await ended('a');
  expect(registry.status('a')?.lastError).toMatchObject({ code: 'SOURCE_REFUSED' });
});

test('a repeated ready keeps the worker; a returning publisher gets a new one after the first has ended', async () => {
  const first = registry.ready('a', '1');
  expect(registry.ready('a', '1')).toEqual({ ...first, started: false });
  registry.recordingCreated('a', await brokenRecording('a.mp4'));

  expect(registry.notReady('a', '1')).toBe(true);
  const second = registry.ready('a', '2');
  expect(second.started).toBe(true);
  expect(second.correlationId).not.toBe(first.correlationId);
  registry.recordingCreated('a', await brokenRecording('b.mp4'));
  expect(state('a')).toBe('starting');
  // It waits until the first worker has read its recording to the end.
  expect(registry.list()).toHaveLength(1);
  registry.recordingCompleted('a', join(folder, 'b.mp4'));
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(state('a')).toBe('starting');
  registry.recordingCompleted('a', join(folder, 'a.mp4'));
  await ended('a');
});

test('a late not-ready of the previous publisher does not affect the next one', async () => {
  registry.ready('a', '1');
  const second = registry.ready('a', '2');
  expect(second.started).toBe(true);
  expect(registry.notReady('a', '1')).toBe(false);
  expect(state('a')).toBe('starting');
  expect(registry.ready('a', '2')).toEqual({ ...second, started: false });
  expect(registry.notReady('a', '2')).toBe(true);
  expect(state('a')).toBe('draining');
});

test('a new publisher replaces one without a not-ready hook, whose recording ends by timeout', async () => {
  registry.ready('a', '1');
  registry.recordingCreated('a', await brokenRecording('a.mp4'));
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  registry.ready('a', '2');
  vi.advanceTimersByTime(3000);
  await vi.waitFor(async () => {
    expect(await metrics.registry.metrics()).toContain('error_type="source_refused"} 1');
  });
});

test('assigns a recording to one worker only', async () => {
  registry.recordingCreated('a', await brokenRecording('a.mp4'));
  registry.ready('a', '1');
  registry.ready('a', '2');
  const other = join(folder, 'b.mp4');
  await writeFile(other, 'other');
  registry.recordingCreated('a', other);
  for (const name of ['a.mp4', 'b.mp4']) registry.recordingCompleted('a', join(folder, name));
  await ended('a');
  expect(registry.status('a')?.lastError?.message).toContain('ended after 5 bytes');
});

test('a live stream starts with its recording; one that hooks have reported only gets its publisher', async () => {
  const file = await brokenRecording('a.mp4');
  registry.liveStreamFound('a', '1', [file]);
  expect(registry.ready('a', '1').started).toBe(false);
  registry.recordingCreated('a', file);
  registry.recordingCompleted('a', file);
  await ended('a');
  expect(registry.status('a')?.lastError).toMatchObject({ code: 'SOURCE_REFUSED' });

  const started = registry.ready('b', '1');
  registry.liveStreamFound('b', '1', [await brokenRecording('b.mp4')]);
  expect(registry.ready('b', '1')).toEqual({ ...started, started: false });
  await registry.stop('aborted');
  registry.liveStreamFound('c', '1', []);
  expect(registry.status('c')).toBeUndefined();
});

test('ignores not-ready of an unknown stream or publisher', () => {
  expect(registry.notReady('a', '1')).toBe(false);
  registry.recordingCompleted('a', '/nowhere.mp4');
  expect(registry.list()).toEqual([]);
});

test('removes a stream and its metrics five minutes after its end', async () => {
  registry.ready('a', '1');
  registry.ready('b', '1');
  registry.recordingCreated('a', await brokenRecording('a.mp4'));
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  registry.recordingCompleted('a', join(folder, 'a.mp4'));
  while (registry.status('a')?.endedAt === undefined) await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));

  vi.advanceTimersByTime(FIVE_MINUTES_MS - 1);
  expect(registry.status('a')).toBeDefined();
  expect(await metrics.registry.metrics()).toContain('stream_id="a"');
  vi.advanceTimersByTime(1);
  await vi.waitFor(async () => expect(await metrics.registry.metrics()).not.toContain('stream_id="a"'));
  expect(registry.status('a')).toBeUndefined();
  expect(await metrics.registry.metrics()).toContain('stream_id="b"');
});

test('keeps a stream that returns within five minutes', async () => {
  registry.ready('a', '1');
  registry.recordingCreated('a', await brokenRecording('a.mp4'));
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  registry.recordingCompleted('a', join(folder, 'a.mp4'));
  while (registry.status('a')?.endedAt === undefined) await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  vi.advanceTimersByTime(FIVE_MINUTES_MS - 1);
  registry.ready('a', '2');
  vi.advanceTimersByTime(FIVE_MINUTES_MS);
  expect(registry.status('a')).toBeDefined();
  expect(await metrics.registry.metrics()).toContain('stream_id="a"');
});

test('keeps a stream whose previous worker ended while the next one was waiting', async () => {
  registry.ready('a', '1');
  registry.recordingCreated('a', await brokenRecording('a.mp4'));
  registry.notReady('a', '1');
  registry.ready('a', '2');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  registry.recordingCompleted('a', join(folder, 'a.mp4'));
  await vi.waitFor(async () => {
    expect(await metrics.registry.metrics()).toContain('error_type="source_refused"} 1');
  });
  await new Promise((resolve) => setImmediate(resolve));
  registry.recordingCreated('a', join(folder, 'b.mp4'));
  vi.advanceTimersByTime(FIVE_MINUTES_MS);
  expect(registry.status('a')).toBeDefined();
});

test('stop ends all workers at once, waiting ones included, and starts no new one', async () => {
  // The first worker of stream a waits for its recording with these timers.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  registry.ready('a', '1');
  registry.notReady('a', '1');
  registry.ready('a', '2');
  registry.ready('b', '1');
  await registry.stop('aborted');
  expect([state('a'), state('b')]).toEqual(['ended', 'ended']);
  expect(registry.problems()).toEqual([]);
  expect(() => registry.ready('c', '1')).toThrow(ServiceEndingError);
});

test('discards the oldest recordings without a publisher', async () => {
  const file = await brokenRecording('a.mp4');
  for (let stream = 0; stream <= 1000; stream += 1) registry.recordingCreated(`s${stream}`, file);
  registry.ready('s1', '1');
  registry.ready('s0', '1');
  registry.recordingCompleted('s1', file);
  await ended('s1');
  expect([state('s0'), state('s1')]).toEqual(['starting', 'failed']);
});

test('a publisher that returns within the grace period continues the stream', () => {
  start(5);
  const first = registry.ready('a', '1');
  expect(registry.notReady('a', '1')).toBe(true);
  expect(registry.ready('a', '2')).toEqual({ ...first, started: false });
  expect(registry.status('a')).toMatchObject({ state: 'running', publishers: 2 });
  // Another publisher before the not-ready of the previous one.
  expect(registry.ready('a', '3')).toEqual({ ...first, started: false });
  expect(registry.notReady('a', '2')).toBe(false);
  expect(registry.status('a')).toMatchObject({ state: 'running', publishers: 3 });
});

test('a publisher that returns to a failed stream gets a new worker', async () => {
  start(5);
  const first = registry.ready('a', '1');
  registry.recordingCreated('a', await brokenRecording('a.mp4'));
  registry.notReady('a', '1');
  registry.recordingCompleted('a', join(folder, 'a.mp4'));
  await ended('a');
  const second = registry.ready('a', '2');
  expect(second.started).toBe(true);
  expect(second.correlationId).not.toBe(first.correlationId);
});
