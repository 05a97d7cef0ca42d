import { lstat, realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';

/**
 * Resolves a path and requires it to be inside a folder: neither `..` nor a link may lead out of it.
 *
 * @param path absolute, or relative to `folder`. The file need not exist yet; its parent folder must.
 * @returns the real path; `undefined` when it is outside `folder`, or its parent folder does not exist
 */
export async function confinePath(path: string, folder: string): Promise<string | undefined> {
  const root = await realpath(folder);
  const absolute = resolve(root, path);
  const real = (await realPathOf(absolute)) ?? (await futureRealPathOf(absolute));
  if (real === undefined) return undefined;
  const inside = relative(root, real);
  return inside === '' || inside === '..' || inside.startsWith(`..${sep}`) ? undefined : real;
}

async function realPathOf(path: string): Promise<string | undefined> {
  return await realpath(path).catch(() => undefined);
}

/** The real path of a file that does not exist yet. */
async function futureRealPathOf(path: string): Promise<string | undefined> {
  const parent = await realPathOf(dirname(path));
  // A dangling link exists, and its target may appear outside later.
  const exists = await lstat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  );
  return parent === undefined || exists ? undefined : join(parent, basename(path));
}
