import { type FixtureManifest, isWholeIn, type SpokenWord } from '../../fixtures/index.ts';
import type { DubbedFragment } from './dubbed-fragments.ts';

/** How long the slate is: what was asked for, made up to whole windows. */
export function leadInOf(askedS: number, segmentS: number): number {
  return Math.ceil(askedS / segmentS - 1e-6) * segmentS;
}

/** The words of a clip that has something before it. */
export function shiftWords(words: readonly SpokenWord[], byS: number): SpokenWord[] {
  return words.map((word) => ({ ...word, startS: word.startS + byS, endS: word.endS + byS }));
}

/** The fragments by what their windows hold. */
export interface BySlate<Fragment> {
  /** Of the slate: silent, nothing to find in them. */
  readonly slate: readonly Fragment[];
  readonly spoken: readonly Fragment[];
}

/**
 * Tells the windows that begin in the slate and hold no whole word from those that are judged.
 *
 * @param leadInS length of the slate; 0 when there is none, and then no window is one of it
 */
export function bySlate<Fragment extends Pick<DubbedFragment, 'startS' | 'durationS'>>(
  fragments: readonly Fragment[],
  clip: Pick<FixtureManifest, 'words'>,
  leadInS: number,
): BySlate<Fragment> {
  const isSlate = ({ startS, durationS }: Fragment): boolean =>
    startS < leadInS && !clip.words.some((word) => isWholeIn(word, startS, startS + durationS));
  return { slate: fragments.filter(isSlate), spoken: fragments.filter((fragment) => !isSlate(fragment)) };
}
