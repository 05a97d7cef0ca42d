import { appendFileSync } from 'node:fs';
import { appendFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTempFolder } from '../../../lib/testing/temp-folder.ts';
import { RecordingFollower } from './recording-follower.ts';

const never = new AbortController().signal;

let folder: Awaited<ReturnType<typeof createTempFolder>>;
let path: string;

beforeEach(async () => {
  folder = await createTempFolder();
  path = join(folder.path, 'recording.mp4');
});
afterEach(() => folder[Symbol.asyncDispose]());

/** Reads until this many bytes have arrived. */
async function take(chunks: AsyncGenerator<Buffer>, bytes: number): Promise<string> {
  let taken = '';
  while (taken.length < bytes) {
    const { value, done } = await chunks.next();
    if (done === true) throw new Error(`ended after ${taken.length} of ${bytes} bytes`);
    taken += value.toString('latin1');
  }
  return taken;
}

async function rest(chunks: AsyncGenerator<Buffer>): Promise<string> {
  let taken = '';
  for await (const chunk of chunks) taken += chunk.toString('latin1');
  return taken;
}

test('yields bytes as they are written until the file is complete', async () => {
  await writeFile(path, 'first ');
  const follower = new RecordingFollower(path);
  const chunks = follower.chunks(never);
  expect(await take(chunks, 6)).toBe('first ');
  await appendFile(path, 'second ');
  expect(await take(chunks, 7)).toBe('second ');
  await appendFile(path, 'third');
  follower.complete();
  expect(await rest(chunks)).toBe('third');
});

test('reads a file to its end that was complete before reading', async () => {
  const whole = 'x'.repeat(200_000);
  await writeFile(path, whole);
  const follower = new RecordingFollower(path);
  follower.complete();
  expect(await rest(follower.chunks(never))).toBe(whole);
});

test('reads bytes that are written just before the file is declared complete', async () => {
  const attempt = async (trial: number): Promise<void> => {
    const file = `${path}-${trial}`;
    await writeFile(file, 'x');
    const follower = new RecordingFollower(file);
    const chunks = follower.chunks(never);
    await take(chunks, 1);
    // A pending read finds nothing; before it returns, the rest is written and the file is complete.
    const next = chunks.next();
    for (let turn = 0; turn < trial % 4; turn++) await new Promise((resolve) => setImmediate(resolve));
    appendFileSync(file, 'the rest');
    follower.complete();
    expect((await next).value?.toString()).toBe('the rest');
    await chunks.return();
  };
  await Promise.all(Array.from({ length: 100 }, (_, trial) => attempt(trial)));
});

test('a chunk does not change when the next one is read', async () => {
  await writeFile(path, 'first');
  const follower = new RecordingFollower(path);
  const chunks = follower.chunks(never);
  const { value: first } = await chunks.next();
  await appendFile(path, 'other');
  await chunks.next();
  expect(first?.toString()).toBe('first');
  await chunks.return();
});

test('waits for a file that appears late', async () => {
  const chunks = new RecordingFollower(path).chunks(never);
  const first = take(chunks, 4);
  await writeFile(path, 'late');
  expect(await first).toBe('late');
  await chunks.return();
});

test('rejects with path and remedy when the file does not appear', async () => {
  const follower = new RecordingFollower(path);
  await expect(rest(follower.chunks(never, { openWithinMs: 50 }))).rejects.toMatchObject({
    code: 'RECORDING_MISSING',
    path,
    message: expect.stringMatching(/within 50 ms.*RECORDINGS_DIR/),
    cause: { code: 'ENOENT' },
  });
});

test('rejects when the file stops growing without being complete', async () => {
  await writeFile(path, 'some');
  const chunks = new RecordingFollower(path).chunks(never, { stalledAfterMs: 100 });
  expect(await take(chunks, 4)).toBe('some');
  const more = take(chunks, 4);
  await new Promise((resolve) => setTimeout(resolve, 60));
  await appendFile(path, 'more');
  expect(await more).toBe('more');
  // Measured from the start of the file, the limit would be reached 40 ms after it has grown.
  const order: string[] = [];
  setTimeout(() => order.push('60 ms after it has grown'), 60);
  await expect(chunks.next()).rejects.toMatchObject({
    code: 'RECORDING_STALLED',
    path,
    bytesRead: 8,
    message: expect.stringMatching(/beyond 8 bytes for 100 ms.*segment-complete/),
  });
  order.push('stalled');
  expect(order).toEqual(['60 ms after it has grown', 'stalled']);
});

test.each([
  ['while it waits for the file', false],
  ['while it waits for more', true],
])('rejects when the signal is aborted %s', async (_, exists) => {
  if (exists) await writeFile(path, 'some');
  const ending = new AbortController();
  const reading = rest(new RecordingFollower(path).chunks(ending.signal));
  ending.abort(new Error('aborted'));
  await expect(reading).rejects.toThrow();
});

test('reads a deleted file to its end', async () => {
  await writeFile(path, 'some');
  const follower = new RecordingFollower(path);
  const chunks = follower.chunks(never);
  await take(chunks, 4);
  await rm(path);
  follower.complete();
  expect(await rest(chunks)).toBe('');
});
