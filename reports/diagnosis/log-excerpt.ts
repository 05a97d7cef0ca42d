import type { LogLevel, RunEvent } from '../../harness/engine/event.ts';
import { readEvents } from '../recorded-runs/read-run.ts';

type LogEvent = Extract<RunEvent, { readonly type: 'log' }>;

const BEFORE_MS = 5000;
const AFTER_MS = 5000;
const MAX_LINES = 60;
/** At least this many lines are shown, however old they are: the services may have stopped logging. */
const MIN_LINES = 10;
const SHOWN: ReadonlySet<LogLevel> = new Set(['info', 'warn', 'error', 'fatal']);
const GRAVE: ReadonlySet<LogLevel> = new Set(['warn', 'error', 'fatal']);

/** Log lines around a moment. */
export interface LogExcerpt {
  readonly lines: readonly LogEvent[];
  /** Routine lines that were left out. */
  readonly omitted: number;
}

/**
 * The log lines of all services around a moment of a run, in order of time: all warnings and errors, and the routine
 * lines nearest to it.
 */
export async function logExcerpt(runFolder: string, atMs: number): Promise<LogExcerpt> {
  const nearby: LogEvent[] = [];
  const earlier: LogEvent[] = [];
  for await (const event of readEvents(runFolder)) {
    // What the shutdown causes explains nothing.
    if (event.type === 'shutdown' || event.type === 'teardown') break;
    if (event.type !== 'log' || !SHOWN.has(event.level)) continue;
    if (event.atMs < atMs - BEFORE_MS) {
      earlier.push(event);
      if (earlier.length > MIN_LINES) earlier.shift();
    } else if (event.atMs <= atMs + AFTER_MS) nearby.push(event);
  }
  if (nearby.length < MIN_LINES) nearby.unshift(...earlier.slice(nearby.length - MIN_LINES));
  const rank = ({ level, atMs: eventMs }: LogEvent): number =>
    (GRAVE.has(level) ? 0 : BEFORE_MS + AFTER_MS) + Math.abs(eventMs - atMs);
  const kept = nearby.toSorted((a, b) => rank(a) - rank(b)).slice(0, MAX_LINES);
  return { lines: kept.toSorted((a, b) => a.seq - b.seq), omitted: nearby.length - kept.length };
}
