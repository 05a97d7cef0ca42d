/** How far numbers lie apart. */
export interface Spread {
  /** How many numbers there are. */
  readonly n: number;
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** @returns undefined when there are none */
export function spreadOf(values: readonly number[]): Spread | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const [min] = sorted;
  const max = sorted.at(-1);
  if (min === undefined || max === undefined) return undefined;
  const middle = (sorted.length - 1) / 2;
  const [below = min, above = max] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  return { n: sorted.length, min, median: (below + above) / 2, max };
}
