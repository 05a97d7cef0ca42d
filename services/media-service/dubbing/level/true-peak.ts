/** Values between two samples that a converter would produce, after ITU-R BS.1770-4, annex 2. */
const OVERSAMPLING = 4;
/** Taps on each side of an interpolated value. */
const REACH = 12;
/** Whole blocks of quieter samples are skipped. */
const BLOCK = 64;

/** The weights of the samples around a value that lies 1/4, 2/4 or 3/4 between two of them. */
const PHASES: readonly Float64Array[] = Array.from({ length: OVERSAMPLING - 1 }, (_, index) =>
  interpolationWeights((index + 1) / OVERSAMPLING),
);
/** How much an interpolated value can exceed the samples that it is made of. */
const MOST_OVERSHOOT = Math.max(
  ...PHASES.map((weights) => weights.reduce((sum, weight) => sum + Math.abs(weight), 0)),
);

/**
 * Calls `onPeak` for each place whose true peak exceeds a limit.
 *
 * @param limit amplitude; full scale is 1
 * @param onPeak receives the sample at or before the peak, and the greater of the sample and the values up to the next one
 */
export function findTruePeaks(
  samples: Float32Array,
  limit: number,
  onPeak: (at: number, amplitude: number) => void,
): void {
  const possible = limit / MOST_OVERSHOOT;
  for (let from = 0; from < samples.length; from += BLOCK) {
    const to = Math.min(from + BLOCK, samples.length);
    if (!reaches(samples, from - REACH, to + REACH, possible)) continue;
    for (let at = from; at < to; at += 1) {
      const amplitude = truePeakAt(samples, at);
      if (amplitude > limit) onPeak(at, amplitude);
    }
  }
}

function reaches(samples: Float32Array, from: number, to: number, limit: number): boolean {
  const end = Math.min(to, samples.length);
  for (let at = Math.max(0, from); at < end; at += 1)
    if (Math.abs(samples[at] as number) > limit) return true;
  return false;
}

function truePeakAt(samples: Float32Array, at: number): number {
  let peak = Math.abs(samples[at] as number);
  const first = at - REACH + 1;
  for (const weights of PHASES) {
    let value = 0;
    for (let tap = 0; tap < weights.length; tap += 1)
      value += (weights[tap] as number) * (samples[first + tap] ?? 0);
    peak = Math.max(peak, Math.abs(value));
  }
  return peak;
}

/** A windowed sinc, normalised so that a constant is preserved. */
function interpolationWeights(fraction: number): Float64Array {
  const weights = Float64Array.from({ length: 2 * REACH }, (_, tap) => {
    const distance = tap - (REACH - 1) - fraction;
    const angle = Math.PI * distance;
    const window = 0.5 + 0.5 * Math.cos(angle / REACH);
    return (Math.sin(angle) / angle) * window;
  });
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
