/** Maximum edit distance of similar words, as a share of the longer one. */
const MAX_DIFFERENCE = 0.4;

/**
 * Finds the known word that a mistyped one most likely stands for: the one with the smallest edit distance, else one
 * that starts with it, else one that contains it.
 *
 * @returns undefined when none is similar
 */
export function nearestMatch(typed: string, known: readonly string[]): string | undefined {
  const lowered = typed.toLowerCase();
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const word of known) {
    const distance = editDistance(lowered, word.toLowerCase());
    if (distance < bestDistance && distance <= MAX_DIFFERENCE * Math.max(lowered.length, word.length)) {
      best = word;
      bestDistance = distance;
    }
  }
  if (best !== undefined || lowered.length < 3) return best;
  return known.find((word) => word.startsWith(lowered)) ?? known.find((word) => word.includes(lowered));
}

/** Finds the first known word whose start is most similar to what was typed. */
export function nearestBeginning(typed: string, known: readonly string[]): string | undefined {
  const beginning = nearestMatch(
    typed,
    known.map((word) => word.slice(0, typed.length)),
  );
  return beginning === undefined ? undefined : known.find((word) => word.startsWith(beginning));
}

/** The Levenshtein distance: the number of insertions, deletions and replacements that turn `a` into `b`. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [row, letter] of [...a].entries()) {
    let left = row + 1;
    const current = [left];
    for (let column = 1; column < previous.length; column += 1) {
      const above = previous[column] ?? 0;
      const diagonal = previous[column - 1] ?? 0;
      left = Math.min(above + 1, left + 1, diagonal + (letter === b[column - 1] ? 0 : 1));
      current.push(left);
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
