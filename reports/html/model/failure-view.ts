import { z } from 'zod';
import type { CheckResult, ErrorRecord, RunEvent, StepResult } from '../../../harness/engine/event.ts';
import type { LogBookRow } from './log-book.ts';
import type { PollTrail } from './poll-trails.ts';

/** What may have caused a failure, as a diagnosis told it: the likeliest first. */
export interface CauseView {
  readonly cause: string;
  readonly evidence: readonly string[];
  readonly next?: string;
}

/** Why a run did not pass: the first step that did not, and what was going on around that moment. */
export interface FailureView {
  readonly step?: StepResult;
  readonly error?: ErrorRecord;
  readonly failedChecks: readonly CheckResult[];
  readonly polls: readonly PollTrail[];
  /** On the run's clock. */
  readonly atMs: number;
  /** The lines of each source around that moment, in the order of time. */
  readonly nearby: readonly { readonly source: string; readonly rows: readonly LogBookRow[] }[];
  readonly causes: readonly CauseView[];
}

const LINES_BEFORE = 8;
const LINES_AFTER = 3;
const BEFORE_MS = 10_000;
/** As many are told however long before it was: a part that fell silent is told by its last words. */
const LAST_WORDS = 2;
const AFTER_MS = 2000;
/** Sources of rows that are not lines of somebody's log. */
const NOT_LOGS: ReadonlySet<string> = new Set(['run', 'step', 'check', 'poll', 'file', 'teardown']);

const causeSchema = z.object({
  cause: z.string(),
  evidence: z.array(z.string()).catch([]),
  next: z.string().optional().catch(undefined),
});

/** The cause that an event tells, when it does: an observation `cause` of the source `diagnosis`. */
export function causeOf(event: RunEvent): CauseView | undefined {
  if (event.type !== 'observation' || event.source !== 'diagnosis' || event.name !== 'cause')
    return undefined;
  const { data } = causeSchema.safeParse(event.data);
  if (data === undefined) return undefined;
  const { cause, evidence, next } = data;
  return { cause, evidence, ...(next !== undefined && { next }) };
}

/** Whether a row is a line of somebody's log that a person would read. */
export function isLogLine({ source, level }: LogBookRow): boolean {
  return !NOT_LOGS.has(source) && level !== 'trace';
}

/** The log lines of each source around `atMs`. */
export function rowsAround(rows: readonly LogBookRow[], atMs: number): FailureView['nearby'] {
  const lines = rows.filter(isLogLine);
  const bySource = Map.groupBy(lines, ({ source }) => source);
  return [...bySource]
    .map(([source, all]) => {
      const earlier = all.filter((row) => row.atMs <= atMs);
      const near = earlier.filter((row) => row.atMs >= atMs - BEFORE_MS).slice(-LINES_BEFORE);
      const before = near.length < LAST_WORDS ? earlier.slice(-LAST_WORDS) : near;
      const after = all.filter((row) => row.atMs > atMs && row.atMs <= atMs + AFTER_MS).slice(0, LINES_AFTER);
      return { source, rows: [...before, ...after] };
    })
    .filter((group) => group.rows.length > 0);
}
