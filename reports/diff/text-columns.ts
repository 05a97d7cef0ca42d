const MAX_WIDTH = 60;

/** Rows of text as lines, each column as wide as its widest cell; the last one is left as it is. */
export function columns(rows: readonly (readonly string[])[]): string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const shown = rows.map((row) => row.map((cell, at) => (at === count - 1 ? cell : cut(cell))));
  const widths = Array.from({ length: count }, (_, at) =>
    Math.max(...shown.map((row) => row[at]?.length ?? 0)),
  );
  return shown.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function cut(text: string): string {
  return text.length <= MAX_WIDTH ? text : `${text.slice(0, MAX_WIDTH - 1)}…`;
}
