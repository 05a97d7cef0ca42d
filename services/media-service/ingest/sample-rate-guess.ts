/** The audio that has to agree. */
const WINDOW_S = 0.35;
/**
 * A publisher that changes from 44.1 to 48 kHz (or 22.05 to 24, 11.025 to 12) sends a new AAC configuration, which MediaMTX
 * does not forward. The packets are still decoded correctly, because AAC uses the same tables for both rates, but for the
 * wrong rate. Other pairs of rates use different tables.
 */
const RATIOS = [1, 147 / 160, 160 / 147];
const TOLERANCE = 0.01;
/** Rounding to milliseconds is 1.2 % of half of the pieces. */
const HALF_TOLERANCE = 0.03;

interface Timed {
  readonly start: number;
  readonly samples: number;
}

/** Detects audio that was decoded for the wrong sample rate, by the times of its pieces. */
export class SampleRateGuess {
  readonly #windowSamples: number;
  #recent: Timed[] = [];
  /** The samples of all recent pieces but the last, whose end is unknown. */
  #samples = 0;
  #ratio = 1;

  /** @param sampleRateHz of the pieces */
  constructor(sampleRateHz: number) {
    this.#windowSamples = WINDOW_S * sampleRateHz;
  }

  /** The duration of a piece by the source's clock, relative to its number of samples. */
  get ratio(): number {
    return this.#ratio;
  }

  /** Adds a piece. Returns the ratio when it has changed. */
  add(start: number, samples: number): number | undefined {
    this.#samples += this.#recent.at(-1)?.samples ?? 0;
    this.#recent.push({ start, samples });
    const [oldest] = this.#recent;
    if (oldest !== undefined && this.#samples - oldest.samples >= this.#windowSamples) {
      this.#recent.shift();
      this.#samples -= oldest.samples;
    }
    if (this.#samples < this.#windowSamples) return undefined;
    const [middle, last] = [this.#recent.length >> 1, this.#recent.length - 1];
    const whole = this.#between(0, last);
    const halves = [this.#between(0, middle), this.#between(middle, last)];
    const found = RATIOS.find(
      (ratio) =>
        Math.abs(whole / ratio - 1) < TOLERANCE &&
        halves.every((half) => Math.abs(half / ratio - 1) < HALF_TOLERANCE),
    );
    if (found === undefined || found === this.#ratio) return undefined;
    this.#ratio = found;
    return found;
  }

  #between(from: number, to: number): number {
    let samples = 0;
    for (const piece of this.#recent.slice(from, to)) samples += piece.samples;
    const [first, last] = [this.#recent[from], this.#recent[to]];
    return ((last?.start ?? Number.NaN) - (first?.start ?? Number.NaN)) / samples;
  }
}
