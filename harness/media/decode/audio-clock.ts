/** A piece of decoded audio without a gap: its presentation time and duration. */
export interface AudioBlock {
  readonly ptsS: number;
  readonly durationS: number;
}

/** Blocks that meet within this are one block: sums of durations are inexact. */
const ROUNDING_S = 1e-6;

/**
 * Converts between positions in decoded audio (seconds since its first sample) and times on the file's presentation
 * clock. The two differ by the first timestamp, and by every gap in the track: decoded samples are contiguous.
 */
export class AudioClock {
  readonly #ptsS: Float64Array;
  readonly #positionS: Float64Array;
  /** Total duration of the audio. */
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

  /** When the audio at `positionS` is presented. Extrapolates before the first and after the last sample. */
  timeOf(positionS: number): number {
    const block = lastAtOrBefore(this.#positionS, positionS);
    return this.#at(this.#ptsS, block) + positionS - this.#at(this.#positionS, block);
  }

  /** The position presented at `timeS`; within a gap, the position after it. */
  positionOf(timeS: number): number {
    const block = lastAtOrBefore(this.#ptsS, timeS);
    const positionS = this.#at(this.#positionS, block) + timeS - this.#at(this.#ptsS, block);
    return Math.min(positionS, this.#positionS[block + 1] ?? Number.POSITIVE_INFINITY);
  }

  /**
   * The blocks of the audio up to a position.
   *
   * @param upToS the end by default
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
