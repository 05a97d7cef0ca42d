import { join } from 'node:path';
import type { RunEvent } from '../../harness/engine/event.ts';
import { readEventLog } from '../../harness/engine/run-folder/read-event-log.ts';
import { type RunResult, RunResultBuilder } from '../../harness/engine/run-folder/run-result.ts';
import { diagnosedResult } from '../diagnosis/diagnosed-result.ts';
import { type LogEvent, LogTail } from './log-tail.ts';

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
  /** The diagnosed cause is the error of the first failed step. */
  readonly result: RunResult;
  /** When each step that ran started, in ms since the start of the run, by step number. */
  readonly stepStartsMs: ReadonlyMap<number, number>;
  /** By step number. Attachments outside of steps are not included. */
  readonly attachments: ReadonlyMap<number, readonly EventOf<'attachment'>[]>;
  /** The log lines that lead up to the end of each step, oldest first, by step number. */
  readonly logTails: ReadonlyMap<number, readonly LogEvent[]>;
}

const LOG_TAIL_LENGTH = 20;

/** Reads a run, complete or not. Memory grows with the number of steps, not with the length of the run. */
export async function readRunSummary(folder: string): Promise<RunSummary> {
  const builder = new RunResultBuilder();
  const stepStartsMs = new Map<number, number>();
  const attachments = new Map<number, EventOf<'attachment'>[]>();
  const logTails = new Map<number, readonly LogEvent[]>();
  const tail = new LogTail(LOG_TAIL_LENGTH);

  for await (const event of readEvents(folder)) {
    builder.add(event);
    if (event.type === 'log') tail.add(event);
    if (event.type === 'step:start' && event.attempt === 1) {
      stepStartsMs.set(event.step.number, event.atMs);
      tail.startStep(event.atMs);
    }
    if (event.type === 'step:end') logTails.set(event.result.number, tail.lines());
    if (event.type === 'attachment' && event.during !== undefined)
      listOf(attachments, event.during).push(event);
  }
  const result = diagnosedResult(builder.result());
  // A killed run has no end of its last step.
  const current = result.steps.find(({ status }) => status === 'interrupted');
  if (current !== undefined && !logTails.has(current.number)) logTails.set(current.number, tail.lines());
  return { folder, result, stepStartsMs, attachments, logTails };
}

function listOf<T>(lists: Map<number, T[]>, step: number): T[] {
  const list = lists.get(step) ?? [];
  lists.set(step, list);
  return list;
}
