import { type CorrelationPeak, type CorrelationRange, PeakKeeper } from './correlation-peak.ts';
import { Fft, powerOfTwoFrom } from './fft.ts';

/** Energy per sample below which a signal is silent: −120 dBFS. */
const NO_ENERGY = 1e-12;

/**
 * Slides `needle` along `haystack` and finds the lag with the greatest correlation coefficient
 *
 *     c(lag) = Σ n[i]·h[lag+i] ÷ √(Σ n[i]² · Σ h[lag+i]²)      over all i of the needle
 *
 * Normalised, so that c does not depend on the level and is within [−1, 1] (Cauchy–Schwarz). Computed by FFT, in blocks
 * whose size depends on the needle only: time grows with the range, memory does not. The fraction of the lag comes from
 * the parabola through the peak and its neighbours.
 *
 * @returns `undefined` when the needle or all of the range is silent
 */
export function findPeak(
  needle: Float32Array,
  haystack: Float32Array,
  range: CorrelationRange,
): CorrelationPeak | undefined {
  const needleEnergy = needle.reduce((sum, sample) => sum + sample * sample, 0);
  if (needleEnergy <= NO_ENERGY * needle.length) return undefined;
  const peaks = new PeakKeeper(range);
  const lags = range.maxLag - range.minLag + 1;
  const fft = new Fft(powerOfTwoFrom(needle.length + Math.min(lags, 3 * needle.length)));
  const lagsPerBlock = fft.size - needle.length + 1;
  const { re: needleRe, im: needleIm } = spectrumOf(needle, fft);
  const re = new Float64Array(fft.size);
  const im = new Float64Array(fft.size);

  // The transform is linear and the needle real, so one transform handles two blocks: one in the real part, the other
  // in the imaginary part.
  for (let lag = range.minLag; lag <= range.maxLag; lag += 2 * lagsPerBlock) {
    fill(re, haystack, lag);
    fill(im, haystack, lag + lagsPerBlock);
    const energies = [slidingEnergy(re, needle.length), slidingEnergy(im, needle.length)];
    fft.forward(re, im);
    multiplyByConjugate(re, im, needleRe, needleIm);
    fft.inverse(re, im);
    [re, im].forEach((products, part) => {
      const energy = energies[part] as Float64Array;
      const first = lag + part * lagsPerBlock;
      const count = Math.min(lagsPerBlock, range.maxLag - first + 1);
      for (let offset = 0; offset < count; offset += 1) {
        const local = energy[offset] as number;
        const silent = local <= NO_ENERGY * needle.length;
        peaks.add(
          first + offset,
          silent ? 0 : (products[offset] as number) / Math.sqrt(needleEnergy * local),
        );
      }
    });
  }
  return peaks.best();
}

function spectrumOf(samples: Float32Array, fft: Fft): { re: Float64Array; im: Float64Array } {
  const re = new Float64Array(fft.size);
  const im = new Float64Array(fft.size);
  re.set(samples);
  fft.forward(re, im);
  return { re, im };
}

/** Copies the haystack from `start` on, padded with silence on both sides. */
function fill(block: Float64Array, haystack: Float32Array, start: number): void {
  const from = Math.min(Math.max(start, 0), haystack.length);
  const to = Math.min(Math.max(start + block.length, 0), haystack.length);
  block.fill(0);
  if (to > from) block.set(haystack.subarray(from, to), from - start);
}

/** The energy of `length` samples from each position on. */
function slidingEnergy(block: Float64Array, length: number): Float64Array {
  const energies = new Float64Array(block.length - length + 1);
  const upTo = new Float64Array(block.length + 1);
  for (let index = 0; index < block.length; index += 1) {
    const sample = block[index] as number;
    upTo[index + 1] = (upTo[index] as number) + sample * sample;
  }
  for (let start = 0; start < energies.length; start += 1) {
    energies[start] = (upTo[start + length] as number) - (upTo[start] as number);
  }
  return energies;
}

function multiplyByConjugate(
  re: Float64Array,
  im: Float64Array,
  byRe: Float64Array,
  byIm: Float64Array,
): void {
  for (let k = 0; k < re.length; k += 1) {
    const a = re[k] as number;
    const b = im[k] as number;
    const c = byRe[k] as number;
    const d = byIm[k] as number;
    re[k] = a * c + b * d;
    im[k] = b * c - a * d;
  }
}
