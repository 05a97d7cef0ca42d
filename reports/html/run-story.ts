import { join } from 'node:path';
import type { ErrorRecord, RunEvent } from '../../harness/engine/event.ts';
import { readEventLog } from '../../harness/engine/read-event-log.ts';
import { type RunResult, RunResultBuilder } from '../../harness/engine/run-result.ts';

export type Attachment = Extract<RunEvent, { readonly type: 'attachment' }>;

/** A run as the page tells it. */
export interface RunStory {
  readonly result: RunResult;
  /** When each step that ran began, in ms since the run started, by number of step. */
  readonly stepStartsMs: ReadonlyMap<number, number>;
  readonly attachments: readonly Attachment[];
  readonly failedTeardowns: readonly { readonly name: string; readonly error: ErrorRecord }[];
  /** The newest events, oldest first. */
  readonly events: readonly RunEvent[];
  /** How many events there were before those. */
  readonly eventsLeftOut: number;
}

/** Reads the event log of a run, complete or not. Keeps at most `maxEvents` of its events. */
export async function readRunStory(runFolder: string, maxEvents: number): Promise<RunStory> {
  const builder = new RunResultBuilder();
  const stepStartsMs = new Map<number, number>();
  const attachments: Attachment[] = [];
  const failedTeardowns: { name: string; error: ErrorRecord }[] = [];
  let events: RunEvent[] = [];
  let count = 0;

  for await (const event of readEventLog(join(runFolder, 'events.ndjson'))) {
    builder.add(event);
    count += 1;
    events.push(event);
    if (events.length >= 2 * maxEvents) events = events.slice(-maxEvents);

    if (event.type === 'step:start' && event.attempt === 1) stepStartsMs.set(event.step.number, event.atMs);
    if (event.type === 'attachment') attachments.push(event);
    if (event.type === 'teardown' && event.error !== undefined) {
      failedTeardowns.push({ name: event.name, error: event.error });
    }
  }
  const kept = events.slice(-maxEvents);
  return {
    result: builder.result(),
    stepStartsMs,
    attachments,
    failedTeardowns,
    events: kept,
    eventsLeftOut: count - kept.length,
  };
}
