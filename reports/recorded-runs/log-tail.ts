import type { LogLevel, RunEvent } from '../../harness/engine/event.ts';

export type LogEvent = Extract<RunEvent, { readonly type: 'log' }>;

/** How long before a step the lines may be from that lead up to its failure. */
const LEAD_MS = 10_000;

const GRAVITY: Readonly<Record<LogLevel, number>> = {
  fatal: 0,
  error: 0,
  warn: 1,
  info: 2,
  debug: 3,
  trace: 3,
};
const ROUTINE = GRAVITY.info;

/**
 * The log lines that lead up to the failure of a step, from every source. Errors are kept before warnings, and warnings
 * before routine lines, of which only those of the step itself are kept.
 */
export class LogTail {
  /** By gravity; the latest lines of each. */
  readonly #lines: LogEvent[][] = [[], [], []];
  readonly #length: number;
  #stepStartMs = 0;

  /** @param length the most lines */
  constructor(length: number) {
    this.#length = length;
  }

  add(line: LogEvent): void {
    const lines = this.#lines[GRAVITY[line.level]];
    lines?.push(line);
    if (lines !== undefined && lines.length > this.#length) lines.shift();
  }

  startStep(atMs: number): void {
    this.#stepStartMs = atMs;
    this.#lines[ROUTINE] = [];
  }

  /** The gravest and latest lines, in order of time. */
  lines(): LogEvent[] {
    const recent = this.#lines.flatMap((lines) =>
      lines.filter(({ atMs }) => atMs >= this.#stepStartMs - LEAD_MS).toReversed(),
    );
    return recent.slice(0, this.#length).toSorted((a, b) => a.seq - b.seq);
  }
}
