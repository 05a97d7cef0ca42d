/** How much of the longer word may differ for two words to count as alike. */
const MAX_DIFFERENCE = 0.4;

/**
 * The word that was most likely meant: the one with the fewest letters typed wrong, else one that begins with
 * what was typed, else one that holds it.
 *
 * @returns undefined when nothing is like it
 */
export function nearestMatch(typed: string, known: readonly string[]): string | undefined {
  const wanted = typed.toLowerCase();
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const word of known) {
    const distance = editDistance(wanted, word.toLowerCase());
    if (distance < bestDistance && distance <= MAX_DIFFERENCE * Math.max(wanted.length, word.length)) {
      best = word;
      bestDistance = distance;
    }
  }
  if (best !== undefined || wanted.length < 3) return best;
  return known.find((word) => word.startsWith(wanted)) ?? known.find((word) => word.includes(wanted));
}

/** The word whose beginning was most likely meant; of several that begin alike, the first. */
export function nearestBeginning(typed: string, known: readonly string[]): string | undefined {
  const beginning = nearestMatch(
    typed,
    known.map((word) => word.slice(0, typed.length)),
  );
  return beginning === undefined ? undefined : known.find((word) => word.startsWith(beginning));
}

/** Levenshtein's: how many letters must be added, left out or replaced to make `b` of `a`. */
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
