import { hasFirstFragment } from './mp4-head.ts';
import { probeSource, type SourceInfo, SourceRefusedError } from './source-info.ts';

/** A first piece of media that is larger than this is none. */
const MAX_HEAD_BYTES = 32 * 1024 * 1024;

/**
 * Looks at the beginning of a recording before anything is started for it.
 *
 * @param chunks the recording's bytes as they come; closed when this throws
 * @returns what the source is, and its bytes from the first one on
 * @throws {SourceRefusedError}
 */
export async function openSource(
  chunks: AsyncGenerator<Buffer, void, undefined>,
  signal: AbortSignal,
): Promise<{ source: SourceInfo; bytes: AsyncGenerator<Buffer, void, undefined> }> {
  try {
    const head = await readHead(chunks);
    return { source: await probeSource(head, signal), bytes: startingWith(head, chunks) };
  } catch (error) {
    await chunks.return();
    throw error;
  }
}

async function readHead(chunks: AsyncGenerator<Buffer, void, undefined>): Promise<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  while (!hasFirstFragment(head)) {
    const next = await chunks.next();
    if (next.done === true)
      throw new SourceRefusedError(`it ended after ${head.length} bytes, before any media`);
    head = Buffer.concat([head, next.value]);
    if (head.length > MAX_HEAD_BYTES)
      throw new SourceRefusedError(`no media in its first ${head.length} bytes`);
  }
  return head;
}

async function* startingWith(head: Buffer, rest: AsyncGenerator<Buffer, void, undefined>) {
  try {
    yield head;
    yield* rest;
  } finally {
    await rest.return();
  }
}
