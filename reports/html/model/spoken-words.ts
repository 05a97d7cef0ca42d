/** Which of the expected words are in a text, in order, and what else is. */
export interface WordMatch {
  readonly found: readonly boolean[];
  readonly inserted: readonly string[];
}

/**
 * Aligns words with a text by their longest common subsequence. A word with a hyphen is found when all its parts are.
 * This is for showing; the step that judges speech aligns numbers by their value.
 */
export function matchWords(expected: readonly string[], text: string): WordMatch {
  const heard = tokensOf(text);
  const parts = expected.flatMap((word, index) => tokensOf(word).map((token) => ({ token, index })));
  const lengths = commonLengths(
    parts.map(({ token }) => token),
    heard,
  );
  const missed = new Set<number>();
  const inserted: string[] = [];
  let at = 0;
  let from = 0;
  const lengthAt = (row: number, column: number): number => lengths[row]?.[column] ?? 0;
  while (at < parts.length || from < heard.length) {
    const part = parts[at];
    const token = heard[from];
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

/** At [i][j]: how many tokens the rests from i and from j have in common. */
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
