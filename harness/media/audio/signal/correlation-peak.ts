/** The lag at which one signal matches another best. */
export interface CorrelationPeak {
  /** Position of the needle's first sample in the haystack, in samples, with a fraction. */
  readonly lag: number;
  /** Correlation coefficient there, −1 to 1; 1 for the same signal at any level. */
  readonly coefficient: number;
  /** The best coefficient further away than `apart`. Close to `coefficient` when the position is ambiguous. */
  readonly runnerUp: number;
}

export interface CorrelationRange {
  /** Inclusive. A needle may extend beyond either end of the haystack, into silence. */
  readonly minLag: number;
  /** Inclusive. */
  readonly maxLag: number;
  /** The distance in samples from which another peak is a different position. */
  readonly apart: number;
}

/** Keeps the greatest value with its neighbours, and the greatest value of each range of lags for the runner-up. */
export class PeakKeeper {
  readonly #range: CorrelationRange;
  readonly #stretch: number;
  readonly #maxima: Float64Array;
  #bestLag: number | undefined;
  #best = 0;
  #before = 0;
  #after = 0;
  #last = 0;

  constructor(range: CorrelationRange) {
    this.#range = range;
    this.#stretch = Math.max(1, Math.ceil(range.apart));
    this.#maxima = new Float64Array(Math.ceil((range.maxLag - range.minLag + 1) / this.#stretch));
  }

  /** Adds the value at a lag. Lags must be consecutive. */
  add(lag: number, value: number): void {
    if (this.#bestLag !== undefined && lag === this.#bestLag + 1) this.#after = value;
    if (value > this.#best) {
      this.#bestLag = lag;
      this.#best = value;
      this.#before = this.#last;
      this.#after = value;
    }
    this.#last = value;
    const stretch = Math.floor((lag - this.#range.minLag) / this.#stretch);
    this.#maxima[stretch] = Math.max(this.#maxima[stretch] as number, value);
  }

  best(): CorrelationPeak | undefined {
    if (this.#bestLag === undefined) return undefined;
    const stretch = Math.floor((this.#bestLag - this.#range.minLag) / this.#stretch);
    const runnerUp = this.#maxima.reduce(
      (most, value, index) => (Math.abs(index - stretch) > 1 ? Math.max(most, value) : most),
      0,
    );
    const curvature = this.#before - 2 * this.#best + this.#after;
    const atEdge = this.#bestLag === this.#range.minLag || this.#bestLag === this.#range.maxLag;
    const fraction = atEdge || curvature === 0 ? 0 : (this.#before - this.#after) / (2 * curvature);
    return { lag: this.#bestLag + fraction, coefficient: this.#best, runnerUp };
  }
}
