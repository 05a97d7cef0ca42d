import { lstat, realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';

/** Codes of the errors that mean that a file exists, perhaps, but cannot be reached or read. */
const UNREADABLE = new Set(['EACCES', 'EPERM', 'EIO', 'EMFILE', 'ENFILE', 'ENOMEM']);

/**
 * Resolves a path and requires it to be inside a folder: neither `..` nor a link may lead out of it.
 *
 * @param path absolute, or relative to `folder`. The file need not exist yet; its parent folder must.
 * @returns the real path; `undefined` when it is outside `folder`, or its parent folder does not exist
 * @throws the error of the file system when `folder`, or a path inside it, cannot be read
 */
export async function confinePath(path: string, folder: string): Promise<string | undefined> {
  const root = await realpath(folder);
  const absolute = resolve(root, path);
  try {
    const real = (await realPathOf(absolute)) ?? (await futureRealPathOf(absolute));
    return real !== undefined && isInside(real, root) ? real : undefined;
  } catch (error) {
    if (isInside(absolute, root) || isInside(absolute, resolve(folder))) throw error;
    return undefined;
  }
}

function isInside(path: string, folder: string): boolean {
  const inside = relative(folder, path);
  return inside !== '' && inside !== '..' && !inside.startsWith(`..${sep}`);
}

async function realPathOf(path: string): Promise<string | undefined> {
  return await realpath(path).catch(undefinedUnlessUnreadable);
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

function undefinedUnlessUnreadable(error: NodeJS.ErrnoException): undefined {
  if (UNREADABLE.has(error.code ?? '')) throw error;
  return undefined;
}
