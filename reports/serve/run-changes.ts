import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type RunState, runState } from './run-state.ts';

const EVERY_MS = 1000;
/** Older ones do not change any more. */
const NEWEST = 20;

/** A run and what it does. */
export interface RunEntry {
  readonly id: string;
  readonly state: RunState;
}

/** The newest runs of a folder, the newest first. */
export async function newestRuns(runsFolder: string): Promise<readonly RunEntry[]> {
  const entries = await readdir(runsFolder, { withFileTypes: true }).catch(() => []);
  // Ids begin with the time, so they sort by it.
  const ids = entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).toSorted();
  const runs = await Promise.all(
    ids
      .slice(-NEWEST)
      .toReversed()
      .map(async (id) => ({ id, state: await runState(join(runsFolder, id)) })),
  );
  return runs.flatMap(({ id, state }) => (state === undefined ? [] : [{ id, state }]));
}

/** Yields the newest runs, and again whenever one has begun or ended, until `signal` is aborted. */
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
    await pause(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}
