import { realpath, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';

/** A file that may be served. */
export interface ServedFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly contentType: string;
}

const MISSING: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP']);
const TEXT = 'text/plain; charset=utf-8';
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.json': 'application/json',
  '.xml': 'application/xml',
  '.mp4': 'video/mp4',
  '.m4a': 'audio/mp4',
  '.aac': 'audio/aac',
  '.mp3': 'audio/mpeg',
  '.wav': 'audio/wav',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.svg': 'image/svg+xml',
  '.ndjson': TEXT,
  '.log': TEXT,
  '.md': TEXT,
  '.txt': TEXT,
  '.yml': TEXT,
};

/**
 * Finds a file in a folder. Paths that leave the folder, by `..` or a link, are treated as missing.
 *
 * @param folder absolute path
 * @param path relative to it, from a decoded URL
 * @returns undefined when there is no such file
 */
export async function servedFile(folder: string, path: string): Promise<ServedFile | undefined> {
  if (path.includes('\0')) return undefined;
  try {
    const found = await realpath(join(folder, path));
    if (!found.startsWith((await realpath(folder)) + sep)) return undefined;
    const about = await stat(found);
    if (!about.isFile()) return undefined;
    const contentType = CONTENT_TYPES[extname(found).toLowerCase()] ?? 'application/octet-stream';
    return { path: found, sizeBytes: about.size, contentType };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Whether an error of the file system means that there is no such file or folder. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && MISSING.has(error.code);
}

/** A part of a file, both ends included. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Parses a `Range` header. Only a single range of bytes is supported, as players send it; other headers may be ignored
 * (RFC 9110, 14.2).
 *
 * @returns undefined for the whole file, `unsatisfiable` when the range is outside of the file
 */
export function byteRange(
  header: string | undefined,
  sizeBytes: number,
): ByteRange | 'unsatisfiable' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  const from = first === '' ? Math.max(0, sizeBytes - Number(last)) : Number(first);
  const to = first === '' || last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  return from > to ? 'unsatisfiable' : { from, to };
}
