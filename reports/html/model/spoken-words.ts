/** Which expected words a text contains, in order, and which others. */
export interface WordMatch {
  readonly found: readonly boolean[];
  readonly inserted: readonly string[];
}

/**
 * Aligns words with a text by their longest common subsequence. A hyphenated word is found when all
 * its parts are. For presentation only: the check of speech aligns numbers by value.
 */
export function matchWords(expected: readonly string[], text: string): WordMatch {
  const spoken = tokensOf(text);
  const parts = expected.flatMap((word, index) => tokensOf(word).map((token) => ({ token, index })));
  const lengths = commonLengths(
    parts.map(({ token }) => token),
    spoken,
  );
  const missed = new Set<number>();
  const inserted: string[] = [];
  let at = 0;
  let from = 0;
  const lengthAt = (row: number, column: number): number => lengths[row]?.[column] ?? 0;
  while (at < parts.length || from < spoken.length) {
    const part = parts[at];
    const token = spoken[from];
    if (part !== undefined && part.token === token) {
      at += 1;
      from += 1;
    } else if (
      token === undefined ||
      (part !== undefined && lengthAt(at + 1, from) >= lengthAt(at, from + 1))
    ) {
      if (part !== undefined) missed.add(part.index);
      at += 1;
    } else {
      inserted.push(token);
      from += 1;
    }
  }
  return { found: expected.map((_, index) => !missed.has(index)), inserted };
}

function tokensOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];
}

/** At [i][j]: length of the longest common subsequence of `left` from i and `right` from j. */
function commonLengths(left: readonly string[], right: readonly string[]): number[][] {
  const lengths = Array.from({ length: left.length + 1 }, () => new Array<number>(right.length + 1).fill(0));
  for (let i = left.length - 1; i >= 0; i -= 1) {
    for (let j = right.length - 1; j >= 0; j -= 1) {
      const row = lengths[i] as number[];
      const below = lengths[i + 1] as number[];
      row[j] =
        left[i] === right[j]
          ? (below[j + 1] as number) + 1
          : Math.max(below[j] as number, row[j + 1] as number);
    }
  }
  return lengths;
}
