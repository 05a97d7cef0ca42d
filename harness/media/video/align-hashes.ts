/** Part of two sequences: `[from, to)` of each. */
interface Gap {
  readonly fromA: number;
  readonly toA: number;
  readonly fromB: number;
  readonly toB: number;
}

interface Pair {
  readonly a: number;
  readonly b: number;
}

/** Marks an element without a partner. */
export const UNMATCHED = -1;

/**
 * Pairs equal elements of two sequences in order, like Bram Cohen's patience diff: elements that occur once in both
 * sequences are anchors (the longest ordered subset of them), equal neighbours of an anchor are paired, and the gaps are
 * aligned in the same way. Takes n·log n for sequences with few repetitions, such as frames.
 *
 * In a run of equal elements that lost some, the lost ones are unknown. They are assumed at the start of the run before
 * the first anchor, otherwise at its end.
 *
 * @returns for each element of `a` the index of its partner in `b`, or {@link UNMATCHED}
 */
export function alignHashes(a: readonly string[], b: readonly string[]): Int32Array {
  const partners = new Int32Array(a.length).fill(UNMATCHED);
  const gaps: Gap[] = [];

  const pairWithin = (gap: Gap): void => {
    const anchors = longestAscending(uniquePairs(a, b, gap));
    for (const { a: index, b: partner } of anchors) partners[index] = partner;
    if (anchors.length > 0) gaps.push(...gapsBetween(anchors, gap));
  };

  const whole = { fromA: 0, toA: a.length, fromB: 0, toB: b.length };
  pairWithin(whole);
  if (gaps.length === 0) gaps.push(whole);
  for (let gap = gaps.pop(); gap !== undefined; gap = gaps.pop()) {
    const isHead = gap.fromA === 0 && gap.fromB === 0 && gap.toA < a.length;
    const rest = isHead
      ? followForward(followBackward(gap, a, b, partners), a, b, partners)
      : followBackward(followForward(gap, a, b, partners), a, b, partners);
    if (rest.fromA < rest.toA && rest.fromB < rest.toB) pairWithin(rest);
  }
  return partners;
}

function followForward(gap: Gap, a: readonly string[], b: readonly string[], partners: Int32Array): Gap {
  let { fromA, fromB } = gap;
  while (fromA < gap.toA && fromB < gap.toB && a[fromA] === b[fromB]) {
    partners[fromA] = fromB;
    fromA += 1;
    fromB += 1;
  }
  return { ...gap, fromA, fromB };
}

function followBackward(gap: Gap, a: readonly string[], b: readonly string[], partners: Int32Array): Gap {
  let { toA, toB } = gap;
  while (toA > gap.fromA && toB > gap.fromB && a[toA - 1] === b[toB - 1]) {
    toA -= 1;
    toB -= 1;
    partners[toA] = toB;
  }
  return { ...gap, toA, toB };
}

/** Elements that occur exactly once in both ranges, in the order of `a`. */
function uniquePairs(a: readonly string[], b: readonly string[], gap: Gap): Pair[] {
  const positionsInB = uniquePositions(b, gap.fromB, gap.toB);
  const pairs: Pair[] = [];
  for (const [element, position] of uniquePositions(a, gap.fromA, gap.toA)) {
    const partner = positionsInB.get(element);
    if (position !== UNMATCHED && partner !== undefined && partner !== UNMATCHED)
      pairs.push({ a: position, b: partner });
  }
  return pairs.sort((first, second) => first.a - second.a);
}

/** The position of each element; {@link UNMATCHED} for elements that occur more than once. */
function uniquePositions(elements: readonly string[], from: number, to: number): Map<string, number> {
  const positions = new Map<string, number>();
  for (let index = from; index < to; index += 1) {
    const element = elements[index] as string;
    positions.set(element, positions.has(element) ? UNMATCHED : index);
  }
  return positions;
}

/** The longest subset of `pairs` whose partners ascend (patience sorting). */
function longestAscending(pairs: readonly Pair[]): Pair[] {
  const piles: number[] = [];
  const previous = new Int32Array(pairs.length).fill(UNMATCHED);
  pairs.forEach(({ b }, index) => {
    let low = 0;
    let high = piles.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[piles[middle] as number] as Pair).b < b) low = middle + 1;
      else high = middle;
    }
    if (low > 0) previous[index] = piles[low - 1] as number;
    piles[low] = index;
  });
  const longest: Pair[] = [];
  for (let index = piles.at(-1) ?? UNMATCHED; index !== UNMATCHED; index = previous[index] as number) {
    longest.push(pairs[index] as Pair);
  }
  return longest.reverse();
}

function gapsBetween(anchors: readonly Pair[], gap: Gap): Gap[] {
  const edges = [{ a: gap.fromA - 1, b: gap.fromB - 1 }, ...anchors, { a: gap.toA, b: gap.toB }];
  return edges
    .slice(1)
    .map((edge, index) => {
      const before = edges[index] as Pair;
      return { fromA: before.a + 1, toA: edge.a, fromB: before.b + 1, toB: edge.b };
    })
    .filter((between) => between.fromA < between.toA && between.fromB < between.toB);
}
