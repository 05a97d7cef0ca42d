/**
 * In-place fast Fourier transform of complex numbers, for one size that is a power of two. Decimation in time, radix
 * 2 (Cooley and Tukey, 1965), with the sines and cosines computed once.
 */
export class Fft {
  readonly size: number;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;
  readonly #reversed: Uint32Array;

  constructor(size: number) {
    if (!Number.isInteger(Math.log2(size))) throw new RangeError(`FFT size ${size} is not a power of two`);
    this.size = size;
    this.#cos = new Float64Array(size / 2);
    this.#sin = new Float64Array(size / 2);
    for (let k = 0; k < size / 2; k += 1) {
      this.#cos[k] = Math.cos((2 * Math.PI * k) / size);
      this.#sin[k] = Math.sin((2 * Math.PI * k) / size);
    }
    this.#reversed = bitReversed(size);
  }

  /** X[k] = Σ x[n]·exp(−2πi·kn/size), in place of x. */
  forward(re: Float64Array, im: Float64Array): void {
    this.#transform(re, im);
  }

  /** x[n] = Σ X[k]·exp(+2πi·kn/size) ÷ size, in place of X. */
  inverse(re: Float64Array, im: Float64Array): void {
    // Swapping the real and imaginary parts turns the forward transform into the inverse.
    this.#transform(im, re);
    for (let n = 0; n < this.size; n += 1) {
      re[n] = (re[n] as number) / this.size;
      im[n] = (im[n] as number) / this.size;
    }
  }

  #transform(re: Float64Array, im: Float64Array): void {
    const { size } = this;
    if (re.length !== size || im.length !== size) throw new RangeError(`${size} points expected`);
    const cos = this.#cos;
    const sin = this.#sin;
    swapByBits(re, this.#reversed);
    swapByBits(im, this.#reversed);
    for (let half = 1; half < size; half *= 2) {
      const stride = size / (2 * half);
      for (let start = 0; start < size; start += 2 * half) {
        for (let k = 0, turn = 0; k < half; k += 1, turn += stride) {
          const upper = start + k;
          const lower = upper + half;
          const c = cos[turn] as number;
          const s = sin[turn] as number;
          const lowerRe = re[lower] as number;
          const lowerIm = im[lower] as number;
          const turnedRe = lowerRe * c + lowerIm * s;
          const turnedIm = lowerIm * c - lowerRe * s;
          const upperRe = re[upper] as number;
          const upperIm = im[upper] as number;
          re[lower] = upperRe - turnedRe;
          im[lower] = upperIm - turnedIm;
          re[upper] = upperRe + turnedRe;
          im[upper] = upperIm + turnedIm;
        }
      }
    }
  }
}

/** The smallest power of two that is at least `length`. */
export function powerOfTwoFrom(length: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, length)));
}

function bitReversed(size: number): Uint32Array {
  const reversed = new Uint32Array(size);
  for (let index = 1; index < size; index += 1) {
    reversed[index] = ((reversed[index >> 1] as number) >> 1) | (index & 1 ? size >> 1 : 0);
  }
  return reversed;
}

function swapByBits(values: Float64Array, reversed: Uint32Array): void {
  for (let index = 0; index < values.length; index += 1) {
    const other = reversed[index] as number;
    if (other <= index) continue;
    const kept = values[index] as number;
    values[index] = values[other] as number;
    values[other] = kept;
  }
}
