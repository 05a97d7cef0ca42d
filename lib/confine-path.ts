import { lstat, realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';

/**
 * The real path of a file, provided that it is inside a folder: neither `..` nor a link leads out of it.
 *
 * @param path absolute, or relative to `folder`; the file need not be there yet, its own folder must
 * @returns `undefined` when it is outside, or in a folder that is not there
 */
export async function confinePath(path: string, folder: string): Promise<string | undefined> {
  const root = await realpath(folder);
  const asked = resolve(root, path);
  const real = (await realPathOf(asked)) ?? (await realPathToBe(asked));
  if (real === undefined) return undefined;
  const inside = relative(root, real);
  return inside === '' || inside === '..' || inside.startsWith(`..${sep}`) ? undefined : real;
}

async function realPathOf(path: string): Promise<string | undefined> {
  return await realpath(path).catch(() => undefined);
}

/** Where a file will be that is not there yet. */
async function realPathToBe(path: string): Promise<string | undefined> {
  const parent = await realPathOf(dirname(path));
  // A link that leads nowhere is there: where it may lead later nobody knows.
  const isThere = await lstat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  );
  return parent === undefined || isThere ? undefined : join(parent, basename(path));
}
