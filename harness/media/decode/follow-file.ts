import { open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

export interface FollowOptions {
  /** Aborted when the file grows no more; what is there then is read to its end. */
  readonly ended: AbortSignal;
  /** Aborted when nobody wants to read on. */
  readonly signal: AbortSignal;
}

const CHUNK_BYTES = 256 * 1024;
const LOOK_EVERY_MS = 100;

/** Reads a file while it is written, from its beginning, and on until it has ended. */
export async function* followFile(
  file: string,
  { ended, signal }: FollowOptions,
): AsyncGenerator<Uint8Array> {
  await using handle = await open(file);
  const woken = AbortSignal.any([ended, signal]);
  for (;;) {
    // Asked before reading: what was written before the end is then read for sure.
    const isLast = ended.aborted;
    for (;;) {
      const { buffer, bytesRead } = await handle.read({ buffer: Buffer.allocUnsafe(CHUNK_BYTES) });
      if (bytesRead === 0) break;
      yield buffer.subarray(0, bytesRead);
    }
    if (isLast || signal.aborted) return;
    await delay(LOOK_EVERY_MS, undefined, { signal: woken }).catch((error: unknown) => {
      if (!woken.aborted) throw error;
    });
  }
}
