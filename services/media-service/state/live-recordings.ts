import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** MediaMTX appends to a recording every 100 ms; a machine that has just restarted may be slow. */
const LIVE_WITHIN_MS = 10_000;

/**
 * Returns a recording and the later ones in the same folder, provided that the newest is still growing.
 *
 * @returns an empty list when the stream has ended or its recording has been deleted
 * @throws the file system's error when folder or file cannot be read
 */
export async function liveRecordings(recording: string): Promise<string[]> {
  const all = await recordingsIn(dirname(recording));
  const first = all.indexOf(recording);
  const [last] = first < 0 ? [] : all.slice(-1);
  return last !== undefined && (await isGrowing(last)) ? all.slice(first) : [];
}

/**
 * Returns the newest recording of a folder if it is still growing.
 *
 * @throws the file system's error when folder or file cannot be read
 */
export async function newestRecording(folder: string): Promise<string | undefined> {
  const last = (await recordingsIn(folder)).at(-1);
  return last !== undefined && (await isGrowing(last)) ? last : undefined;
}

/** Oldest first: MediaMTX names recordings by their start time. */
async function recordingsIn(folder: string): Promise<string[]> {
  const names = (await orUndefinedIfMissing(readdir(folder))) ?? [];
  return names
    .filter((name) => name.endsWith('.mp4'))
    .toSorted()
    .map((name) => join(folder, name));
}

/** False for a recording that has been deleted. */
async function isGrowing(recording: string): Promise<boolean> {
  const found = await orUndefinedIfMissing(stat(recording));
  return found !== undefined && Date.now() - found.mtimeMs < LIVE_WITHIN_MS;
}

async function orUndefinedIfMissing<T>(result: Promise<T>): Promise<T | undefined> {
  return await result.catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
}
