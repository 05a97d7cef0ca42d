import { z } from 'zod';
import type { CheckResult, ErrorRecord, RunEvent, StepResult } from '../../../harness/engine/event.ts';
import type { LogBookRow } from './log-book.ts';
import type { PollTrail } from './poll-trails.ts';

/** A possible cause of a failure, from a diagnosis. */
export interface CauseView {
  readonly cause: string;
  readonly evidence: readonly string[];
  readonly next?: string;
}

/** Why a run did not pass: the first failed step and the logs around its failure. */
export interface FailureView {
  readonly step?: StepResult;
  readonly error?: ErrorRecord;
  readonly failedChecks: readonly CheckResult[];
  readonly polls: readonly PollTrail[];
  /** On the run's clock. */
  readonly atMs: number;
  /** The log lines of each source around the failure, in order of time. */
  readonly nearby: readonly { readonly source: string; readonly rows: readonly LogBookRow[] }[];
  /** The likeliest first. */
  readonly causes: readonly CauseView[];
}

const LINES_BEFORE = 8;
const LINES_AFTER = 3;
const BEFORE_MS = 10_000;
const AFTER_MS = 2000;
/** At least this many lines of a source are shown, however old they are: a source may have stopped logging. */
const MIN_LINES_BEFORE = 2;
/** Sources of rows that are not log lines. */
const NOT_LOGS: ReadonlySet<string> = new Set(['run', 'step', 'check', 'poll', 'file', 'teardown']);

const causeSchema = z.object({
  cause: z.string(),
  evidence: z.array(z.string()).catch([]),
  next: z.string().optional().catch(undefined),
});

/** The cause in an observation `cause` of the source `diagnosis`; undefined for other events. */
export function causeOf(event: RunEvent): CauseView | undefined {
  if (event.type !== 'observation' || event.source !== 'diagnosis' || event.name !== 'cause')
    return undefined;
  const { data } = causeSchema.safeParse(event.data);
  if (data === undefined) return undefined;
  const { cause, evidence, next } = data;
  return { cause, evidence, ...(next !== undefined && { next }) };
}

/** Whether a row is a log line that is relevant to people. */
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
      const before = near.length < MIN_LINES_BEFORE ? earlier.slice(-MIN_LINES_BEFORE) : near;
      const after = all.filter((row) => row.atMs > atMs && row.atMs <= atMs + AFTER_MS).slice(0, LINES_AFTER);
      return { source, rows: [...before, ...after] };
    })
    .filter((group) => group.rows.length > 0);
}
