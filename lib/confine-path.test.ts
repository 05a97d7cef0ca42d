import { mkdir, realpath, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { confinePath } from './confine-path.ts';
import { createTempFolder } from './testing/temp-folder.ts';

let temp: Awaited<ReturnType<typeof createTempFolder>>;
let folder: string;

beforeEach(async () => {
  temp = await createTempFolder();
  const root = await realpath(temp.path);
  folder = join(root, 'recordings');
  await mkdir(join(folder, 'live'), { recursive: true });
  await mkdir(join(root, 'elsewhere'));
  await writeFile(join(root, 'elsewhere', 'secret.mp4'), '');
  await writeFile(join(folder, 'live', 'here.mp4'), '');
  await symlink(join(root, 'elsewhere'), join(folder, 'way-out'));
  await symlink(join(root, 'elsewhere', 'secret.mp4'), join(folder, 'live', 'linked.mp4'));
  await symlink(join(folder, 'live'), join(folder, 'way-round'));
  await symlink(join(root, 'elsewhere', 'later.mp4'), join(folder, 'live', 'dangling.mp4'));
  await symlink(folder, join(root, 'alias'));
});
afterEach(() => temp[Symbol.asyncDispose]());

test('returns the real path of a file inside, existing or not', async () => {
  expect(await confinePath(join(folder, 'live/here.mp4'), folder)).toBe(join(folder, 'live/here.mp4'));
  expect(await confinePath(join(folder, 'live/soon.mp4'), folder)).toBe(join(folder, 'live/soon.mp4'));
  expect(await confinePath('live/here.mp4', folder)).toBe(join(folder, 'live/here.mp4'));
  expect(await confinePath(join(folder, 'live/../live/here.mp4'), folder)).toBe(
    join(folder, 'live/here.mp4'),
  );
  expect(await confinePath(join(folder, '..foo.mp4'), folder)).toBe(join(folder, '..foo.mp4'));
});

test('resolves links to folders inside', async () => {
  const alias = join(folder, '../alias');
  expect(await confinePath(join(alias, 'live/here.mp4'), alias)).toBe(join(folder, 'live/here.mp4'));
  expect(await confinePath(join(folder, 'way-round/here.mp4'), alias)).toBe(join(folder, 'live/here.mp4'));
});

test.each([
  '../elsewhere/secret.mp4',
  'live/../../elsewhere/secret.mp4',
  '/etc/passwd',
  'way-out/secret.mp4',
  'way-out/soon.mp4',
  'live/linked.mp4',
  'live/dangling.mp4',
  'nowhere/a.mp4',
  '.',
  '',
  'live/a\0.mp4',
])('rejects %j', async (path) => {
  expect(await confinePath(path, folder)).toBeUndefined();
});

test('rejects a folder whose path only starts with the same name', async () => {
  expect(await confinePath(`${folder}-other/a.mp4`, folder)).toBeUndefined();
});
