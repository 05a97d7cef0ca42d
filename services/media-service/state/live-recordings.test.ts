import { mkdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTempFolder } from '../../../lib/testing/temp-folder.ts';
import { liveRecordings, newestRecording } from './live-recordings.ts';

let temp: Awaited<ReturnType<typeof createTempFolder>>;
let folder: string;

beforeEach(async () => {
  temp = await createTempFolder();
  folder = join(temp.path, 'in');
  await mkdir(folder);
});
afterEach(() => temp[Symbol.asyncDispose]());

test('a recording is live while it or a later one is growing', async () => {
  const files = ['2026-01-01_10.mp4', '2026-01-01_11.mp4', '2026-01-01_12.mp4'].map((name) =>
    join(folder, name),
  );
  for (const file of files) await writeFile(file, '');
  const [first = '', second = '', third = ''] = files;
  const long = new Date(Date.now() - 60_000);
  await utimes(first, long, long);
  expect(await liveRecordings(first)).toEqual(files);
  expect(await liveRecordings(second)).toEqual([second, third]);
  await utimes(third, long, long);
  expect(await liveRecordings(first)).toEqual([]);
  expect(await liveRecordings(join(folder, 'gone.mp4'))).toEqual([]);
  expect(await newestRecording(folder)).toBeUndefined();
  expect(await liveRecordings('/nowhere/a.mp4')).toEqual([]);
  expect(await newestRecording('/nowhere')).toBeUndefined();
});

test('returns nothing when the newest recording vanishes between listing and reading', async () => {
  // A dangling link is listed, and gone when it is read.
  const recording = join(folder, '1.mp4');
  await symlink(join(folder, 'deleted'), recording);
  expect(await liveRecordings(recording)).toEqual([]);
  expect(await newestRecording(folder)).toBeUndefined();
});

test('rejects when the folder cannot be read', async () => {
  const file = join(folder, '1.mp4');
  await writeFile(file, '');
  await expect(newestRecording(file)).rejects.toMatchObject({ code: 'ENOTDIR' });
  await expect(liveRecordings(join(file, '2.mp4'))).rejects.toMatchObject({ code: 'ENOTDIR' });
});
