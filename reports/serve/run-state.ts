import { open } from 'node:fs/promises';
import { join } from 'node:path';

/** `live`: it goes on. `killed`: its log ends before it does, and has not grown for a while. */
export type RunState = 'live' | 'ended' | 'killed';

/** A run writes at least each second, as its metrics are sampled so often. */
const SILENT_AFTER_MS = 30_000;
/** The last line of a log, even with an error and its causes. */
const TAIL_BYTES = 256_000;

/** @returns undefined when the folder is not that of a run */
export async function runState(runFolder: string): Promise<RunState | undefined> {
  await using file = await open(join(runFolder, 'events.ndjson')).catch(() => undefined);
  if (file === undefined) return undefined;
  const { size, mtimeMs } = await file.stat();
  const tail = Buffer.alloc(Math.min(size, TAIL_BYTES));
  await file.read(tail, 0, tail.length, size - tail.length);
  const lines = tail.toString('utf8').split('\n');
  if (lines.at(-2)?.includes('"type":"run:end"') === true) return 'ended';
  return Date.now() - mtimeMs < SILENT_AFTER_MS ? 'live' : 'killed';
}
