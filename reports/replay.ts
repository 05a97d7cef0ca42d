import { join } from 'node:path';
import { readEventLog } from '../harness/engine/read-event-log.ts';
import type { Reporter } from './reporter.ts';

/** Tells the events of a run of earlier to those reporters that follow a run as it goes. */
export async function replay(runFolder: string, reporters: readonly Reporter[]): Promise<void> {
  const following = reporters.filter(({ event }) => event !== undefined);
  if (following.length === 0) return;
  for await (const event of readEventLog(join(runFolder, 'events.ndjson'))) {
    for (const reporter of following) reporter.event?.(event);
  }
}
