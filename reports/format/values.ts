import { z } from 'zod';

/** A duration for people: `412 ms`, `2.3 s`, `1 min 05 s`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 999.5) return `${Math.round(durationMs)} ms`;
  // 59.96 s would round to "60.0 s".
  if (durationMs < 59_950) return `${(durationMs / 1000).toFixed(1)} s`;
  const seconds = Math.round(durationMs / 1000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

/** A file size for people: `812 bytes`, `64 kB`, `4.2 MB`. */
export function formatSize(sizeBytes: number): string {
  if (sizeBytes < 1000) return `${sizeBytes} bytes`;
  if (sizeBytes < 999_500) return `${Math.round(sizeBytes / 1000)} kB`;
  return sizeBytes < 999_950_000
    ? `${(sizeBytes / 1_000_000).toFixed(1)} MB`
    : `${(sizeBytes / 1_000_000_000).toFixed(1)} GB`;
}

/** A count with its noun: `1 frame`, `0 words`. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}

/** The bounds of a number, both inclusive; at least one of them is present. */
export interface Bounds {
  readonly min?: number;
  readonly max?: number;
}

const boundsSchema = z
  .strictObject({ min: z.number().optional(), max: z.number().optional() })
  .refine(({ min, max }) => min !== undefined || max !== undefined)
  .transform(({ min, max }) => ({ ...(min !== undefined && { min }), ...(max !== undefined && { max }) }));

/** The bounds that the limit of a check sets. @returns undefined for an expected value or no limit */
export function boundsOf(limit: unknown): Bounds | undefined {
  return boundsSchema.safeParse(limit).data;
}

/** How {@link alignColumns} lays out a table. */
export interface ColumnLayout {
  /** Indexes of the right-aligned columns. */
  readonly right?: readonly number[];
  /** Longest cell in characters; longer ones are shortened. Does not apply to the last column. */
  readonly maxWidth?: number;
}

/** Lays out rows of cells as lines of a table. */
export function alignColumns(
  rows: readonly (readonly string[])[],
  { right = [], maxWidth = Number.POSITIVE_INFINITY }: ColumnLayout = {},
): string[] {
  const last = Math.max(0, ...rows.map((row) => row.length)) - 1;
  const shown = rows.map((row) => row.map((cell, at) => (at === last ? cell : shorten(cell, maxWidth))));
  const widths = Array.from({ length: last + 1 }, (_, at) =>
    Math.max(...shown.map((row) => row[at]?.length ?? 0)),
  );
  return shown.map((row) =>
    row
      .map((cell, at) => (right.includes(at) ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

/** Text of at most `maxLength` characters; `…` replaces the rest. */
function shorten(text: string, maxLength: number): string {
  return text.length <= maxLength ? text : `${text.slice(0, maxLength - 1)}…`;
}
