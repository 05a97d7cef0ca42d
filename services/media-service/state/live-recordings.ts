import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** MediaMTX adds to a recording every 100 ms; a machine that has just been restarted may be slow. */
const LIVE_WITHIN_MS = 10_000;

/**
 * A recording and those that MediaMTX has begun since in the same folder, as long as the last of them still grows.
 * MediaMTX names them by the time at which they begin.
 *
 * @returns nothing when the stream is over, or its recording is gone
 */
export async function liveRecordings(recording: string): Promise<string[]> {
  const folder = dirname(recording);
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.mp4')).toSorted();
  const first = names.indexOf(basename(recording));
  if (first < 0) return [];
  const recordings = names.slice(first).map((name) => join(folder, name));
  const { mtimeMs } = await stat(recordings.at(-1) ?? recording);
  return Date.now() - mtimeMs < LIVE_WITHIN_MS ? recordings : [];
}
