import { chmod, mkdir, realpath, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa, type Options } from 'execa';
import { expect, test } from 'vitest';
import { createTempFolder } from './testing/temp-folder.ts';

const MODULE = fileURLToPath(new URL('confine-path.ts', import.meta.url));

/** Root may read every folder, so it confines paths as the user `nobody`. */
const USER: Pick<Options, 'uid' | 'gid'> = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** Confines a path in another process. @returns the path, or the code of the error; `undefined` as null */
async function confine(path: string, folder: string): Promise<unknown> {
  const script = `
    import { confinePath } from ${JSON.stringify(MODULE)};
    const result = await confinePath(...${JSON.stringify([path, folder])}).catch(({ code }) => ({ code }));
    console.log(JSON.stringify(result ?? null));`;
  const { stdout } = await execa(process.execPath, ['--input-type=module', '-e', script], {
    ...USER,
    cwd: '/',
  });
  return JSON.parse(stdout);
}

test('rejects when a folder inside cannot be read, and accepts no unreadable path outside', async () => {
  await using temp = await createTempFolder();
  await chmod(temp.path, 0o755);
  const root = await realpath(temp.path);
  const folder = join(root, 'recordings');
  for (const path of [join(folder, 'closed'), join(root, 'elsewhere')]) {
    await mkdir(path, { recursive: true });
    await chmod(path, 0);
  }
  await symlink(folder, join(root, 'alias'));
  await symlink(join(root, 'elsewhere'), join(folder, 'way-out'));
  const denied = { code: 'EACCES' };
  expect(await confine('closed/a.mp4', folder)).toEqual(denied);
  expect(await confine(join(folder, 'closed/a.mp4'), folder)).toEqual(denied);
  expect(await confine(join(root, 'alias/closed/a.mp4'), join(root, 'alias'))).toEqual(denied);
  expect(await confine(join(root, 'elsewhere/a.mp4'), folder)).toBeNull();
  expect(await confine('../elsewhere/a.mp4', folder)).toBeNull();
  expect(await confine('missing/a.mp4', folder)).toBeNull();
  expect(await confine('a\0.mp4', folder)).toBeNull();
  expect(await confine('a'.repeat(300), folder)).toBeNull();
});
