import { join } from 'node:path';
import type { StepIdentity } from '../../harness/engine/event.ts';
import { readEventLog } from '../../harness/engine/read-event-log.ts';

/** What can be asked for of a run, or of one of its steps. */
export interface RunContents {
  readonly steps: readonly StepIdentity[];
  /** How many lines each source has logged. */
  readonly logSources: ReadonlyMap<string, number>;
  /** How often each event was seen. */
  readonly eventNames: ReadonlyMap<string, number>;
}

/**
 * Counts what an event log holds.
 *
 * @param step number of the step to count in; all of the run by default
 */
export async function readRunContents(runFolder: string, step?: number): Promise<RunContents> {
  const logSources = new Map<string, number>();
  const eventNames = new Map<string, number>();
  let steps: readonly StepIdentity[] = [];
  for await (const event of readEventLog(join(runFolder, 'events.ndjson'))) {
    if (event.type === 'run:start') steps = event.steps;
    if (step !== undefined && event.during !== step) continue;
    if (event.type === 'log') count(logSources, event.source);
    if (event.type === 'observation') count(eventNames, event.name);
  }
  return { steps, logSources, eventNames };
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
