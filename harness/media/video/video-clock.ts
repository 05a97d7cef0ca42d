import type { FramePair } from './frame-mapping.ts';

/** How the times at which pictures are shown compare with those of the reference. */
export interface VideoClock {
  /** 1: as fast as the reference; less: slower. */
  readonly speed: number;
  /** How far the picture that is furthest off is from an even pace at that speed, in seconds. */
  readonly jitterS: number;
}

/**
 * Measures the pace of the pictures that both have: a line of least squares through their times. Timestamps in whole
 * milliseconds, as RTMP has them, leave 1 to 2 ms of unevenness, and over 10 s less than 0.00002 of speed.
 *
 * @returns undefined for less than three pictures, which any line fits
 */
export function measureVideoClock(pairs: readonly FramePair[]): VideoClock | undefined {
  if (pairs.length < 3) return undefined;
  const meanOf = (of: (pair: FramePair) => number): number =>
    pairs.reduce((sum, pair) => sum + of(pair), 0) / pairs.length;
  const referenceS = meanOf((pair) => pair.referencePtsS);
  const candidateS = meanOf((pair) => pair.candidatePtsS);
  let [both, reference] = [0, 0];
  for (const pair of pairs) {
    const fromMeanS = pair.referencePtsS - referenceS;
    both += fromMeanS * (pair.candidatePtsS - candidateS);
    reference += fromMeanS ** 2;
  }
  const slope = both / reference;
  const offsetS = pairs.map((pair) =>
    Math.abs(pair.candidatePtsS - candidateS - slope * (pair.referencePtsS - referenceS)),
  );
  return { speed: 1 / slope, jitterS: offsetS.reduce((most, off) => Math.max(most, off), 0) };
}
