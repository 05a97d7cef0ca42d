import type { RunEvent } from '../event.ts';
import { readEventLog } from '../run-folder/read-event-log.ts';

/** Reads all events of a log. */
export async function collectEvents(path: string): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of readEventLog(path)) events.push(event);
  return events;
}
