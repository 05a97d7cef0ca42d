import { join } from 'node:path';
import { readEventLog } from '../../harness/engine/read-event-log.ts';
import { type RunResult, RunResultBuilder } from '../../harness/engine/run-result.ts';
import { type EventKey, eventKey } from './event-key.ts';

/** Something that happened in a run. */
export interface Happening extends EventKey {
  readonly atMs: number;
  /** Counts from 1 what has the same key in the same lane. */
  readonly occurrence: number;
}

/** What is compared of a run. */
export interface ComparedRun {
  readonly result: RunResult;
  /** In the order in which it happened. */
  readonly happenings: readonly Happening[];
}

/** Reads a run, complete or not, from its event log. */
export async function readComparedRun(runFolder: string): Promise<ComparedRun> {
  const builder = new RunResultBuilder();
  const happenings: Happening[] = [];
  const counts = new Map<string, number>();
  for await (const event of readEventLog(join(runFolder, 'events.ndjson'))) {
    builder.add(event);
    const key = eventKey(event);
    if (key === undefined) continue;
    const name = nameOf(key);
    const occurrence = (counts.get(name) ?? 0) + 1;
    counts.set(name, occurrence);
    happenings.push({ ...key, atMs: event.atMs, occurrence });
  }
  return { result: builder.result(), happenings };
}

/** What an event has in common with its like. */
export function nameOf({ lane, key }: EventKey): string {
  return `${lane}\n${key}`;
}
