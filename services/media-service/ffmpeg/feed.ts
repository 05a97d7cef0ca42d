import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** How Node says that the reader of a pipe is gone. */
const CLOSED_PIPE = new Set(['EPIPE', 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_STREAM_DESTROYED']);

/**
 * Hands a source's bytes to a process until the source ends. When the process goes first this resolves too: the
 * process's own end tells why.
 *
 * @throws what the source throws, or the abort of `signal`
 */
export async function feed(
  source: Readable | AsyncIterable<Buffer>,
  pipe: Writable,
  signal: AbortSignal,
): Promise<void> {
  try {
    await pipeline(source, pipe, { signal });
  } catch (error) {
    if (!CLOSED_PIPE.has(String((error as { code?: unknown }).code))) throw error;
  }
}
