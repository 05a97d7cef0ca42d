import { join } from 'node:path';
import type { RunEvent } from '../../harness/engine/event.ts';
import { readEventLog } from '../../harness/engine/run-folder/read-event-log.ts';
import { type RunResult, RunResultBuilder } from '../../harness/engine/run-folder/run-result.ts';

type EventOf<Type extends RunEvent['type']> = Extract<RunEvent, { readonly type: Type }>;

/** The event log of a run. */
export const EVENT_LOG = 'events.ndjson';
/** The result of a run, written when it ends. */
export const RESULT_FILE = 'result.json';

/** Reads the events of a run, complete or not. */
export function readEvents(runFolder: string): AsyncGenerator<RunEvent, void, undefined> {
  return readEventLog(join(runFolder, EVENT_LOG));
}

/** Reads the result of a run, complete or not, from its event log. */
export async function readRunResult(runFolder: string): Promise<RunResult> {
  const builder = new RunResultBuilder();
  for await (const event of readEvents(runFolder)) builder.add(event);
  return builder.result();
}

/** A run in the detail that CI reports need. */
export interface RunSummary {
  /** Absolute path of the run folder. */
  readonly folder: string;
  readonly result: RunResult;
  /** When each step that ran started, in ms since the start of the run, by step number. */
  readonly stepStartsMs: ReadonlyMap<number, number>;
  /** By step number. Attachments outside of steps are not included. */
  readonly attachments: ReadonlyMap<number, readonly EventOf<'attachment'>[]>;
  /** The last log lines of each step, oldest first, by step number. */
  readonly logTails: ReadonlyMap<number, readonly EventOf<'log'>[]>;
}

const LOG_TAIL_LENGTH = 20;

/** Reads a run, complete or not. Memory grows with the number of steps, not with the length of the run. */
export async function readRunSummary(folder: string): Promise<RunSummary> {
  const builder = new RunResultBuilder();
  const stepStartsMs = new Map<number, number>();
  const attachments = new Map<number, EventOf<'attachment'>[]>();
  const logTails = new Map<number, EventOf<'log'>[]>();

  for await (const event of readEvents(folder)) {
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
