import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { tempFolder } from '../testing/temp-folder.ts';
import { RecordingAnnouncement } from './recording-announcement.ts';

const never = new AbortController().signal;

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => vi.useRealTimers());

/** Reads a recording to its end; fails when it has none. */
async function read(announcement: RecordingAnnouncement): Promise<string> {
  const follower = await announcement.follower(1000, never);
  let text = '';
  for await (const chunk of follower.chunks(AbortSignal.timeout(2000))) text += chunk.toString();
  return text;
}

async function recordingOf(text: string): Promise<AsyncDisposable & { readonly file: string }> {
  const folder = await tempFolder();
  const file = join(folder.path, 'a.mp4');
  await writeFile(file, text);
  return { file, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() };
}

type Event = 'created' | 'completed';

test.each<[string, readonly Event[]]>([
  ['created, completed', ['created', 'completed']],
  ['completed, created', ['completed', 'created']],
])('the recording is read to its end, whether it was %s', async (_, events) => {
  await using recording = await recordingOf('media');
  const announcement = new RecordingAnnouncement();
  for (const event of events) announcement[event](recording.file);
  expect(await read(announcement)).toBe('media');
});

test('it may be announced while it is waited for', async () => {
  const announcement = new RecordingAnnouncement();
  const follower = announcement.follower(1000, never);
  announcement.created('/recordings/a.mp4');
  expect((await follower).path).toBe('/recordings/a.mp4');
  expect(vi.getTimerCount()).toBe(0);
});

test('the first file counts', () => {
  const announcement = new RecordingAnnouncement();
  expect(announcement.path).toBeUndefined();
  announcement.created('/recordings/a.mp4');
  announcement.created('/recordings/b.mp4');
  expect(announcement.path).toBe('/recordings/a.mp4');
});

test.each<[string, readonly Event[]]>([
  ['before', []],
  ['after', ['created']],
])(
  'a publisher that went %s it was announced ends it after 3 s, without any other word',
  async (_, events) => {
    await using recording = await recordingOf('media');
    const announcement = new RecordingAnnouncement();
    for (const event of events) announcement[event](recording.file);
    announcement.publisherGone();
    announcement.publisherGone();
    vi.advanceTimersByTime(2999);
    if (events.length === 0) announcement.created(recording.file);
    const follower = await announcement.follower(1000, never);
    const chunks = follower.chunks(never);
    await chunks.next();
    const end = chunks.next();
    // 3 s are not over: what is still being written is waited for.
    expect(await Promise.race([end, new Promise((resolve) => setImmediate(resolve, 'waiting'))])).toBe(
      'waiting',
    );
    vi.advanceTimersByTime(1);
    expect((await end).done).toBe(true);
  },
);

test('once it is complete no timer is left, nor begun', () => {
  const complete = new RecordingAnnouncement();
  complete.completed();
  complete.publisherGone();
  const announcement = new RecordingAnnouncement();
  announcement.publisherGone();
  announcement.completed();
  announcement.publisherGone();
  expect(vi.getTimerCount()).toBe(0);
});

test('a recording that nobody announces is told, with what to look at', async () => {
  const follower = new RecordingAnnouncement().follower(10_000, never);
  vi.advanceTimersByTime(10_000);
  await expect(follower).rejects.toMatchObject({
    code: 'RECORDING_NOT_ANNOUNCED',
    message: expect.stringMatching(/within 10000 ms.*mtx-hook segment-create/),
  });
});

test('told to end, before or while it waits, it ends with the reason', async () => {
  const ending = new AbortController();
  const waiting = new RecordingAnnouncement().follower(1000, ending.signal);
  ending.abort(new Error('over'));
  await expect(waiting).rejects.toThrow('over');
  await expect(new RecordingAnnouncement().follower(1000, ending.signal)).rejects.toThrow('over');
  expect(vi.getTimerCount()).toBe(0);
});
