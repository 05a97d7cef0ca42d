import { type FixtureManifest, isWholeIn, type SpokenWord } from '../../fixtures/index.ts';
import type { DubbedFragment } from '../../harness/run-data/dubbed-fragments.ts';

/** Length of a lead-in, rounded up to whole segments. */
export function leadInLengthS(requestedS: number, segmentS: number): number {
  return Math.ceil(requestedS / segmentS - 1e-6) * segmentS;
}

/** The words of a clip that has a lead-in. */
export function shiftWords(words: readonly SpokenWord[], byS: number): SpokenWord[] {
  return words.map((word) => ({ ...word, startS: word.startS + byS, endS: word.endS + byS }));
}

/** Segments by content. */
export interface SegmentsByContent<Segment> {
  /** Silent: their content is not checked. */
  readonly leadIn: readonly Segment[];
  readonly clip: readonly Segment[];
}

/**
 * Separates the segments that start in the lead-in and contain no whole word from those of the clip.
 *
 * @param leadInS 0 without a lead-in: all segments then belong to the clip
 */
export function separateLeadIn<Segment extends Pick<DubbedFragment, 'startS' | 'durationS'>>(
  segments: readonly Segment[],
  { words }: Pick<FixtureManifest, 'words'>,
  leadInS: number,
): SegmentsByContent<Segment> {
  const isLeadIn = ({ startS, durationS }: Segment): boolean =>
    startS < leadInS && !words.some((word) => isWholeIn(word, startS, startS + durationS));
  return { leadIn: segments.filter(isLeadIn), clip: segments.filter((segment) => !isLeadIn(segment)) };
}
