import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** MediaMTX adds to a recording every 100 ms; a machine that has just been restarted may be slow. */
const LIVE_WITHIN_MS = 10_000;

/**
 * A recording and those that MediaMTX has begun since in the same folder, as long as the last of them still grows.
 *
 * @returns nothing when the stream is over, or its recording is gone
 */
export async function liveRecordings(recording: string): Promise<string[]> {
  const all = await recordingsIn(dirname(recording));
  const first = all.indexOf(recording);
  const [last] = first < 0 ? [] : all.slice(-1);
  return last !== undefined && (await grows(last)) ? all.slice(first) : [];
}

/** The recording of a folder that MediaMTX began last, if it still grows. */
export async function newestRecording(folder: string): Promise<string | undefined> {
  const last = (await recordingsIn(folder)).at(-1);
  return last !== undefined && (await grows(last)) ? last : undefined;
}

/** Oldest first: MediaMTX names them by the time at which they begin. */
async function recordingsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => name.endsWith('.mp4'))
    .toSorted()
    .map((name) => join(folder, name));
}

async function grows(recording: string): Promise<boolean> {
  const { mtimeMs } = await stat(recording);
  return Date.now() - mtimeMs < LIVE_WITHIN_MS;
}
