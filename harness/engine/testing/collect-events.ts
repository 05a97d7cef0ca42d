import type { RunEvent } from '../event.ts';
import { readEventLog } from '../read-event-log.ts';

/** All events of a log at once, for tests. */
export async function collectEvents(path: string): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of readEventLog(path)) events.push(event);
  return events;
}
