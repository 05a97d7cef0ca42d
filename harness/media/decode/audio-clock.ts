/** A piece of decoded sound without a gap: when a player presents it, and how long it is. */
export interface AudioBlock {
  readonly ptsS: number;
  readonly durationS: number;
}

/** Timestamps of a container may be whole milliseconds; blocks that meet within this are one. */
const ROUNDING_S = 1e-6;

/**
 * Tells positions in decoded sound (seconds of sound since its first sample) from times on the file's presentation
 * clock. The two run apart by the first timestamp, and after every gap in the stream: decoded samples follow each
 * other as if nothing were missing.
 */
export class AudioClock {
  readonly #ptsS: Float64Array;
  readonly #positionS: Float64Array;
  /** Seconds of sound in all. */
  readonly lengthS: number;

  constructor(blocks: readonly AudioBlock[]) {
    const pts: number[] = [];
    const positions: number[] = [];
    let positionS = 0;
    let expectedS = Number.NaN;
    for (const { ptsS, durationS } of blocks) {
      if (!(Math.abs(ptsS - expectedS) <= ROUNDING_S)) {
        pts.push(ptsS);
        positions.push(positionS);
        expectedS = ptsS;
      }
      expectedS += durationS;
      positionS += durationS;
    }
    this.#ptsS = Float64Array.from(pts);
    this.#positionS = Float64Array.from(positions);
    this.lengthS = positionS;
  }

  /** When the sound at `positionS` is presented; before the first and after the last sample, as if it went on. */
  timeOf(positionS: number): number {
    const block = lastAtOrBefore(this.#positionS, positionS);
    return this.#at(this.#ptsS, block) + positionS - this.#at(this.#positionS, block);
  }

  /** The position of what is presented at `timeS`; within a gap, of what comes after it. */
  positionOf(timeS: number): number {
    const block = lastAtOrBefore(this.#ptsS, timeS);
    const positionS = this.#at(this.#positionS, block) + timeS - this.#at(this.#ptsS, block);
    return Math.min(positionS, this.#positionS[block + 1] ?? Number.POSITIVE_INFINITY);
  }

  /**
   * The sound up to a position, as pieces without a gap.
   *
   * @param upToS all of it by default
   */
  blocks(upToS = this.lengthS): AudioBlock[] {
    return Array.from(this.#positionS).flatMap((fromS, index) => {
      const endS = Math.min(this.#positionS[index + 1] ?? upToS, upToS);
      return endS > fromS ? [{ ptsS: this.#at(this.#ptsS, index), durationS: endS - fromS }] : [];
    });
  }

  #at(values: Float64Array, block: number): number {
    return values[block] ?? 0;
  }
}

/** Index of the last of the ascending `values` that is at most `value`; 0 when all are greater. */
function lastAtOrBefore(values: Float64Array, value: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((values[middle] as number) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
