import type { RunEvent } from '../../../harness/engine/event.ts';
import { clip } from '../../../harness/engine/json.ts';
import { plainText } from '../../format/plain-text.ts';
import { type LogRow, logRow } from './log-row.ts';

/** A row of the log; one row can represent several polls with the same value. */
export interface LogBookRow extends LogRow {
  readonly times: number;
}

type WritableRow = { -readonly [Key in keyof LogBookRow]: LogBookRow[Key] };

/** The log on the page. */
export interface LogBookView {
  /** Oldest first. */
  readonly rows: readonly LogBookRow[];
  /** The number of older rows that were dropped. */
  readonly leftOut: number;
}

/** How much of the log a page contains. */
export interface LogBookLimits {
  readonly rows: number;
  /** Characters of all rows together. */
  readonly characters: number;
  /** Characters of one text. */
  readonly text: number;
}

const LIMITS: LogBookLimits = { rows: 120_000, characters: 24_000_000, text: 2000 };

/** Collects the events of all sources on one clock. */
export class LogBook {
  readonly #limits: LogBookLimits;
  #rows: WritableRow[] = [];
  #leftOut = 0;
  #characters = 0;
  /** The newest row of each poll. */
  readonly #polls = new Map<string, WritableRow>();

  constructor(limits = LIMITS) {
    this.#limits = limits;
  }

  add(event: RunEvent): void {
    const row = logRow(event);
    if (event.type === 'poll') {
      const key = `${event.during} ${event.name}`;
      const known = this.#polls.get(key);
      if (known?.text === row.text) {
        known.times += 1;
        return;
      }
      this.#polls.set(key, this.#keep(row));
      return;
    }
    this.#keep(row);
  }

  view(): LogBookView {
    this.#trim(1);
    return { rows: this.#rows, leftOut: this.#leftOut };
  }

  #keep(row: LogRow): WritableRow {
    const { text } = this.#limits;
    const kept = {
      ...row,
      source: plainText(row.source),
      what: plainText(row.what),
      text: clip(plainText(row.text), text),
      times: 1,
      ...(row.data !== undefined && { data: clip(plainText(row.data), text) }),
    };
    this.#rows.push(kept);
    this.#characters += sizeOf(kept);
    // Trimming copies the whole list, so trim rarely.
    this.#trim(2);
    return kept;
  }

  #trim(slack: number): void {
    const { rows, characters } = this.#limits;
    if (this.#rows.length <= rows * slack && this.#characters <= characters * slack) return;
    let from = Math.max(0, this.#rows.length - rows);
    let size = this.#rows.slice(from).reduce((sum, row) => sum + sizeOf(row), 0);
    while (size > characters && from < this.#rows.length) {
      size -= sizeOf(this.#rows[from] as LogBookRow);
      from += 1;
    }
    this.#leftOut += from;
    this.#rows = this.#rows.slice(from);
    this.#characters = size;
  }
}

function sizeOf({ text, data }: LogRow): number {
  return text.length + (data?.length ?? 0) + 40;
}
