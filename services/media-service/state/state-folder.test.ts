import { mkdir, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTempFolder } from '../../../lib/testing/temp-folder.ts';
import { createLogger } from '../../runtime/logger.ts';
import { liveRecordings } from './live-recordings.ts';
import { StateFolder } from './state-folder.ts';
import type { StreamState } from './stream-state.ts';

let stack: AsyncDisposableStack;
let path: string;
let told: string[];
let folder: StateFolder;

beforeEach(async () => {
  stack = new AsyncDisposableStack();
  path = join(stack.use(await createTempFolder()).path, 'state');
  told = [];
  const log = createLogger('test', 'silent');
  log.warn = (_: unknown, message?: string) => told.push(message ?? '');
  folder = new StateFolder(path, log);
});
afterEach(() => stack.disposeAsync());

function state(streamId: string, index: number): StreamState {
  const point = {
    recording: '/r/a.mp4',
    recordingStartS: 0,
    keyframeOffset: 9,
    keyframeS: 1.5,
    index,
    startS: 2,
  };
  return { version: 1, streamId, sourceId: 'source', point };
}

test('what was saved last is loaded, of each stream; what is over is not', async () => {
  expect(await folder.load()).toEqual([]);
  for (let index = 0; index < 50; index++) folder.save(state('a', index));
  folder.save(state('b', 1));
  folder.save(state('c', 1));
  folder.remove('c');
  await folder.written();
  const found = await folder.load();
  expect(found.toSorted((x, y) => x.streamId.localeCompare(y.streamId))).toEqual([
    state('a', 49),
    state('b', 1),
  ]);
  expect((await readdir(path)).toSorted()).toEqual(['a.json', 'b.json']);
  expect(told).toEqual([]);
});

test.each([
  ['cut off', '{"version":1,"streamId":"x","po'],
  ['of another version', JSON.stringify({ ...state('x', 1), version: 2 })],
  [
    'with a negative place',
    JSON.stringify({ ...state('x', 1), point: { ...state('x', 1).point, index: -1 } }),
  ],
  ['with an id that is a path', JSON.stringify(state('../x', 1))],
  ['empty', ''],
])('a file %s is told and left aside, the others count', async (_, text) => {
  folder.save(state('a', 1));
  await folder.written();
  await writeFile(join(path, 'x.json'), text);
  await writeFile(join(path, 'y.json.tmp'), 'half of it');
  expect(await folder.load()).toEqual([state('a', 1)]);
  expect(told).toEqual(['the state of a stream cannot be read: it is not taken up again']);
});

test('a folder that cannot be written is told', async () => {
  await writeFile(path, 'a file');
  folder.save(state('a', 1));
  await folder.written();
  expect(told).toEqual(['the state of a stream cannot be kept: a restart would lose it']);
});

test('a recording is live while it or one that was begun after it grows', async () => {
  await mkdir(path);
  const files = ['2026-01-01_10.mp4', '2026-01-01_11.mp4', '2026-01-01_12.mp4'].map((name) =>
    join(path, name),
  );
  for (const file of files) await writeFile(file, '');
  const [first = '', second = '', third = ''] = files;
  const long = new Date(Date.now() - 60_000);
  await utimes(first, long, long);
  expect(await liveRecordings(first)).toEqual(files);
  expect(await liveRecordings(second)).toEqual([second, third]);
  await utimes(third, long, long);
  expect(await liveRecordings(first)).toEqual([]);
  expect(await liveRecordings(join(path, 'gone.mp4'))).toEqual([]);
  expect(await liveRecordings('/nowhere/a.mp4')).toEqual([]);
});
