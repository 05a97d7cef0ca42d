import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EVENT_LOG } from '../recorded-runs/read-run.ts';
import { isMissing } from './served-file.ts';

/** `live`: in progress. `killed`: the log is incomplete and has stopped growing. */
export type RunState = 'live' | 'ended' | 'killed';

/** A run and its state. */
export interface RunEntry {
  readonly id: string;
  readonly state: RunState;
}

const POLL_INTERVAL_MS = 1000;
/** Older runs are not checked for changes. */
const MAX_RUNS = 20;
/** A run in progress writes at least every second, as metrics are sampled that often. */
const SILENT_AFTER_MS = 30_000;
/** Longer than the last line of any log, including an error with its causes. */
const TAIL_BYTES = 256_000;

/** The state of a run, from its event log. @returns undefined when the folder is not a run folder */
export async function runState(runFolder: string): Promise<RunState | undefined> {
  await using file = await open(join(runFolder, EVENT_LOG)).catch(undefinedIfMissing);
  if (file === undefined) return undefined;
  const { size, mtimeMs } = await file.stat();
  const tail = Buffer.alloc(Math.min(size, TAIL_BYTES));
  await file.read(tail, 0, tail.length, size - tail.length);
  const lines = tail.toString('utf8').split('\n');
  if (lines.at(-2)?.includes('"type":"run:end"') === true) return 'ended';
  return Date.now() - mtimeMs < SILENT_AFTER_MS ? 'live' : 'killed';
}

/** The newest runs of a folder, newest first. */
export async function newestRuns(runsFolder: string): Promise<readonly RunEntry[]> {
  const entries = (await readdir(runsFolder, { withFileTypes: true }).catch(undefinedIfMissing)) ?? [];
  // Run ids start with the time, so they sort by it.
  const ids = entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).toSorted();
  const runs = await Promise.all(
    ids
      .slice(-MAX_RUNS)
      .toReversed()
      .map(async (id) => ({ id, state: await runState(join(runsFolder, id)) })),
  );
  return runs.flatMap(({ id, state }) => (state === undefined ? [] : [{ id, state }]));
}

/** Yields the newest runs whenever a run has started or ended, until `signal` is aborted. */
export async function* runChanges(
  runsFolder: string,
  signal: AbortSignal,
): AsyncGenerator<readonly RunEntry[]> {
  let known = '';
  while (!signal.aborted) {
    const runs = await newestRuns(runsFolder);
    const now = JSON.stringify(runs);
    if (now !== known) yield runs;
    known = now;
    await pause(POLL_INTERVAL_MS, undefined, { signal }).catch(() => undefined);
  }
}

function undefinedIfMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}
