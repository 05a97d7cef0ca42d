/**
 * Rows as lines, their cells under each other.
 *
 * @param right numbers of the columns that end under each other, as numbers do
 */
export function columns(rows: readonly (readonly string[])[], right: readonly number[]): string[] {
  const width = (column: number): number => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        right.includes(column) ? cell.padStart(width(column)) : cell.padEnd(width(column)),
      )
      .join('  ')
      .trimEnd(),
  );
}
