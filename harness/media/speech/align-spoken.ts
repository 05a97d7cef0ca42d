/** The alignment of recognised words with the expected ones. */
export interface SpokenAlignment<T> {
  readonly matched: readonly T[];
  /** Expected but not found. */
  readonly missed: readonly T[];
  /** Found but not expected. */
  readonly inserted: readonly T[];
  readonly substituted: readonly { readonly expected: T; readonly found: T }[];
}

/** Weights of NIST's sclite: a substitution costs more than an omission, and less than an omission and an insertion. */
const OMISSION = 3;
const INSERTION = 3;
const SUBSTITUTION = 4;

/**
 * Aligns two sequences of words or numbers by least edit cost, like scoring tools for speech recognition, so that an
 * additional word does not shift all words after it.
 */
export function alignSpoken<T>(expected: readonly T[], found: readonly T[]): SpokenAlignment<T> {
  const width = found.length + 1;
  const costs = new Float64Array((expected.length + 1) * width);
  const cost = (row: number, column: number): number => costs[row * width + column] as number;
  const diagonal = (row: number, column: number): number =>
    cost(row - 1, column - 1) + (expected[row - 1] === found[column - 1] ? 0 : SUBSTITUTION);

  for (let row = 0; row <= expected.length; row += 1) {
    for (let column = 0; column <= found.length; column += 1) {
      if (row === 0 && column === 0) continue;
      costs[row * width + column] = Math.min(
        row > 0 ? cost(row - 1, column) + OMISSION : Number.POSITIVE_INFINITY,
        column > 0 ? cost(row, column - 1) + INSERTION : Number.POSITIVE_INFINITY,
        row > 0 && column > 0 ? diagonal(row, column) : Number.POSITIVE_INFINITY,
      );
    }
  }

  const matched: T[] = [];
  const missed: T[] = [];
  const inserted: T[] = [];
  const substituted: { expected: T; found: T }[] = [];
  let row = expected.length;
  let column = found.length;
  while (row > 0 || column > 0) {
    if (row > 0 && column > 0 && cost(row, column) === diagonal(row, column)) {
      row -= 1;
      column -= 1;
      const [word, other] = [expected[row] as T, found[column] as T];
      if (word === other) matched.push(word);
      else substituted.push({ expected: word, found: other });
    } else if (row > 0 && cost(row, column) === cost(row - 1, column) + OMISSION) {
      row -= 1;
      missed.push(expected[row] as T);
    } else {
      column -= 1;
      inserted.push(found[column] as T);
    }
  }
  return {
    matched: matched.reverse(),
    missed: missed.reverse(),
    inserted: inserted.reverse(),
    substituted: substituted.reverse(),
  };
}
