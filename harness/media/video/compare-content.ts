import type { FrameContent } from '../../run-data/frame-content.ts';
import type { Thumbnail } from '../decode/decode-thumbnails.ts';

/**
 * Mean difference of the pixels (of 255) up to which two thumbnails have the same content. Measured: under 1.5 after
 * encoding at a low bit rate, 6 for frames of a moving clip that are 0.1 s apart.
 */
const SAME_CONTENT = 3;
/** A still frame differs from its predecessor by less, and by this share of the movement of the clip at most. */
const STILL = 0.3;
const STILL_SHARE = 0.25;
/** How far from its place the clip is searched for the content of a frame that is in its place. */
const IN_PLACE_S = 0.12;
/** Frames that are searched in the whole clip. */
const MAX_SEARCHED = 150;

type Kind = 'same' | 'still' | 'displaced' | 'other';

/**
 * Compares the content of a candidate's frames with that of a reference at the same time. Unlike hashes, it recognises
 * frames that were encoded again.
 *
 * @param candidate without a lead or a gap of its clock relative to the reference other than a constant offset
 */
export function compareContent(
  reference: readonly Thumbnail[],
  candidate: readonly Thumbnail[],
): FrameContent {
  const offsetS = clockOffset(reference, candidate);
  const displacements: { readonly atS: number; readonly shiftS: number }[] = [];
  const searchEvery = Math.ceil(candidate.length / MAX_SEARCHED);
  let searched: Kind = 'other';
  const kinds = candidate.map((frame, index): Kind => {
    const placeS = frame.ptsS - offsetS;
    if (isStill(reference, candidate, index, offsetS)) return 'still';
    if (leastDifference(frame, near(reference, placeS)) <= SAME_CONTENT) return 'same';
    // Neighbours are displaced alike.
    if (index % searchEvery === 0 || index === 0) {
      const shown = mostSimilar(frame, reference);
      const isFound = shown !== undefined && difference(frame, shown) <= SAME_CONTENT;
      searched = isFound ? 'displaced' : 'other';
      if (isFound) displacements.push({ atS: frame.ptsS, shiftS: shown.ptsS - placeS });
    }
    return searched;
  });
  const count = (kind: Kind): number => kinds.filter((one) => one === kind).length;
  const [first] = displacements;
  return {
    compared: candidate.length,
    ...{ same: count('same'), still: count('still'), displaced: count('displaced'), other: count('other') },
    longestStill: longestRun(candidate, kinds, 'still'),
    displacement:
      first === undefined
        ? null
        : { atS: first.atS, shiftS: median(displacements.map(({ shiftS }) => shiftS)) ?? 0 },
    ...paceOf(reference, candidate),
  };
}

/** Of the first frame that the reference shows: later ones may be frozen or displaced. */
function clockOffset(reference: readonly Thumbnail[], candidate: readonly Thumbnail[]): number {
  for (const frame of candidate) {
    const shown = mostSimilar(frame, reference);
    if (shown !== undefined && difference(frame, shown) <= SAME_CONTENT) return frame.ptsS - shown.ptsS;
  }
  return (candidate[0]?.ptsS ?? 0) - (reference[0]?.ptsS ?? 0);
}

function isStill(
  reference: readonly Thumbnail[],
  candidate: readonly Thumbnail[],
  index: number,
  offsetS: number,
): boolean {
  const [frame, before] = [candidate[index], candidate[index - 1]];
  if (frame === undefined || before === undefined) return false;
  const [from, to] = [closest(reference, before.ptsS - offsetS), closest(reference, frame.ptsS - offsetS)];
  if (from === undefined || to === undefined) return false;
  const moved = difference(frame, before);
  return moved < STILL && moved < STILL_SHARE * difference(from, to);
}

function near(frames: readonly Thumbnail[], atS: number): readonly Thumbnail[] {
  const from = firstFrom(frames, atS - IN_PLACE_S);
  return frames.slice(from, firstFrom(frames, atS + IN_PLACE_S));
}

function closest(frames: readonly Thumbnail[], atS: number): Thumbnail | undefined {
  const after = firstFrom(frames, atS);
  const [a, b] = [frames[after - 1], frames[after]];
  if (a === undefined || b === undefined) return a ?? b;
  return atS - a.ptsS < b.ptsS - atS ? a : b;
}

/** Index of the first frame at or after a time. */
function firstFrom(frames: readonly Thumbnail[], atS: number): number {
  let [low, high] = [0, frames.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((frames[middle]?.ptsS ?? 0) < atS) low = middle + 1;
    else high = middle;
  }
  return low;
}

function leastDifference(frame: Thumbnail, frames: readonly Thumbnail[]): number {
  return frames.reduce((least, one) => Math.min(least, difference(frame, one)), Number.POSITIVE_INFINITY);
}

function mostSimilar(frame: Thumbnail, frames: readonly Thumbnail[]): Thumbnail | undefined {
  let found: Thumbnail | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const one of frames) {
    const differs = difference(frame, one);
    if (differs < least) [found, least] = [one, differs];
  }
  return found;
}

/** The mean absolute difference of the pixels. */
function difference({ pixels: a }: Thumbnail, { pixels: b }: Thumbnail): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += Math.abs((a[index] ?? 0) - (b[index] ?? 0));
  return sum / a.length;
}

function longestRun(
  frames: readonly Thumbnail[],
  kinds: readonly Kind[],
  kind: Kind,
): FrameContent['longestStill'] {
  let longest: { atS: number; durationS: number } | null = null;
  let startS: number | undefined;
  for (const [index, { ptsS }] of frames.entries()) {
    if (kinds[index] !== kind) startS = undefined;
    else {
      // A still frame repeats the one before it.
      startS ??= frames[index - 1]?.ptsS ?? ptsS;
      const durationS = (frames[index + 1]?.ptsS ?? ptsS) - startS;
      if (durationS > (longest?.durationS ?? 0)) longest = { atS: startS, durationS };
    }
  }
  return longest;
}

function paceOf(
  reference: readonly Thumbnail[],
  candidate: readonly Thumbnail[],
): Pick<FrameContent, 'frameRate' | 'referenceFrameRate' | 'missingByTime' | 'firstMissingAtS'> {
  const [ofReference, intervals] = [intervalsOf(reference), intervalsOf(candidate)];
  const [frameS, shownS] = [median(ofReference), median(intervals)];
  const missing = intervals.map((intervalS) =>
    frameS === undefined || frameS <= 0 ? 0 : Math.max(0, Math.round(intervalS / frameS) - 1),
  );
  const first = missing.findIndex((count) => count > 0);
  return {
    frameRate: shownS === undefined || shownS <= 0 ? null : 1 / shownS,
    referenceFrameRate: frameS === undefined || frameS <= 0 ? null : 1 / frameS,
    missingByTime: missing.reduce((sum, count) => sum + count, 0),
    firstMissingAtS: first < 0 ? null : (candidate[first + 1]?.ptsS ?? null),
  };
}

function intervalsOf(frames: readonly Thumbnail[]): number[] {
  return frames.slice(1).map(({ ptsS }, index) => ptsS - (frames[index]?.ptsS ?? 0));
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}
