import { join } from 'node:path';
import type { RunEvent } from '../harness/engine/event.ts';
import { readEventLog } from '../harness/engine/read-event-log.ts';
import { type RunResult, RunResultBuilder } from '../harness/engine/run-result.ts';

type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, { readonly type: Type }>;

/** A run as CI wants to know it: its result, what its steps attached, and what was logged before they ended. */
export interface RunSummary {
  /** Absolute path of the run folder. */
  readonly folder: string;
  readonly result: RunResult;
  /** When each step that ran began, in ms since the run started, by number of step. */
  readonly stepStartsMs: ReadonlyMap<number, number>;
  /** By number of step. What was attached outside of any step is left out. */
  readonly attachments: ReadonlyMap<number, readonly EventOf<'attachment'>[]>;
  /** The last lines that were logged during each step, oldest first, by number of step. */
  readonly logTails: ReadonlyMap<number, readonly EventOf<'log'>[]>;
}

const LOG_TAIL_LENGTH = 20;

/** Reads a run, complete or not. Keeps of it what grows with the number of steps, not with its length. */
export async function readRunSummary(folder: string): Promise<RunSummary> {
  const builder = new RunResultBuilder();
  const stepStartsMs = new Map<number, number>();
  const attachments = new Map<number, EventOf<'attachment'>[]>();
  const logTails = new Map<number, EventOf<'log'>[]>();

  for await (const event of readEventLog(join(folder, 'events.ndjson'))) {
    builder.add(event);
    if (event.type === 'step:start' && event.attempt === 1) stepStartsMs.set(event.step.number, event.atMs);
    if (event.during === undefined) continue;
    if (event.type === 'attachment') listOf(attachments, event.during).push(event);
    if (event.type === 'log' && event.level !== 'trace' && event.level !== 'debug') {
      const tail = listOf(logTails, event.during);
      tail.push(event);
      if (tail.length > LOG_TAIL_LENGTH) tail.shift();
    }
  }
  return { folder, result: builder.result(), stepStartsMs, attachments, logTails };
}

function listOf<T>(lists: Map<number, T[]>, step: number): T[] {
  const list = lists.get(step) ?? [];
  lists.set(step, list);
  return list;
}
