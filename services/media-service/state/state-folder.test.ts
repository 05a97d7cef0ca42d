import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTempFolder } from '../../../lib/testing/temp-folder.ts';
import { createLogger } from '../../runtime/logger.ts';
import { StateFolder } from './state-folder.ts';
import type { StreamState } from './stream-state.ts';

let stack: AsyncDisposableStack;
let path: string;
let logged: string[];
let folder: StateFolder;

beforeEach(async () => {
  stack = new AsyncDisposableStack();
  path = join(stack.use(await createTempFolder()).path, 'state');
  logged = [];
  const log = createLogger('test', 'silent');
  log.warn = log.error = (_: unknown, message?: string) => logged.push(message ?? '');
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

test('loads the latest state of each stream, and none of a removed stream', async () => {
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
  expect(logged).toEqual([]);
});

test.each([
  ['truncated', '{"version":1,"streamId":"x","po'],
  ['of another version', JSON.stringify({ ...state('x', 1), version: 2 })],
  [
    'invalid: a negative index',
    JSON.stringify({ ...state('x', 1), point: { ...state('x', 1).point, index: -1 } }),
  ],
  ['invalid: an id that is a path', JSON.stringify(state('../x', 1))],
  ['empty', ''],
])('logs and skips a file that is %s, and loads the others', async (_, text) => {
  folder.save(state('a', 1));
  await folder.written();
  await writeFile(join(path, 'x.json'), text);
  await writeFile(join(path, 'y.json.1f2e3d4c.part'), 'half of it');
  expect(await folder.load()).toEqual([state('a', 1)]);
  expect((await readdir(path)).toSorted()).toEqual(['a.json', 'x.json']);
  expect(logged).toEqual(['not resuming a stream: cannot read its state']);
});

test('logs a folder that cannot be written', async () => {
  await writeFile(path, 'a file');
  folder.save(state('a', 1));
  await folder.written();
  expect(logged).toEqual(['cannot save the state of a stream: a restart would lose it']);
});

test('rejects when the folder exists and cannot be read', async () => {
  await writeFile(path, 'a file');
  await expect(folder.load()).rejects.toMatchObject({
    code: 'STATE_FOLDER_UNREADABLE',
    message: expect.stringMatching(/state folder .*\(WORKER_STATE_DIR\): ENOTDIR/),
  });
});
