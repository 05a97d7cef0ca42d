import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/**
 * Writes a file completely or not at all: into a temporary file in the same folder, which then replaces it in one
 * rename. A reader sees the old content or the new, and a process that is killed meanwhile leaves the old.
 *
 * @param content text, or its parts in order, so that a large file need not fit into memory
 * @throws the error of the file system, after removing the temporary file
 */
export async function writeAtomically(
  path: string,
  content: string | AsyncIterable<string> | Iterable<string>,
): Promise<void> {
  const parts = typeof content === 'string' ? [content] : content;
  const unfinished = `${path}.${randomBytes(4).toString('hex')}.part`;
  try {
    await pipeline(Readable.from(parts), createWriteStream(unfinished, { flags: 'wx' }));
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}
