import { expect, test } from 'vitest';
import { noise } from '../../testing/noise.ts';
import { Fft, powerOfTwoFrom } from './fft.ts';

/** The definition of the discrete Fourier transform, term by term. */
function directDft(re: Float64Array, im: Float64Array): { re: number[]; im: number[] } {
  const size = re.length;
  const result = { re: new Array<number>(size).fill(0), im: new Array<number>(size).fill(0) };
  for (let k = 0; k < size; k += 1) {
    for (let n = 0; n < size; n += 1) {
      const angle = (-2 * Math.PI * k * n) / size;
      const [a, b] = [re[n] ?? 0, im[n] ?? 0];
      result.re[k] = (result.re[k] ?? 0) + a * Math.cos(angle) - b * Math.sin(angle);
      result.im[k] = (result.im[k] ?? 0) + a * Math.sin(angle) + b * Math.cos(angle);
    }
  }
  return result;
}

const distance = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (value, index) => Math.abs(value - (b[index] ?? Number.NaN))));

test.each([1, 2, 4, 8, 64, 512])('transforms %i points like the definition, and back', (size) => {
  const re = Float64Array.from(noise(size, 1));
  const im = Float64Array.from(noise(size, 2));
  const direct = directDft(re, im);
  const [gotRe, gotIm] = [re.slice(), im.slice()];
  const fft = new Fft(size);
  fft.forward(gotRe, gotIm);
  expect(distance(gotRe, direct.re)).toBeLessThan(1e-10);
  expect(distance(gotIm, direct.im)).toBeLessThan(1e-10);
  fft.inverse(gotRe, gotIm);
  expect(distance(gotRe, re)).toBeLessThan(1e-12);
  expect(distance(gotIm, im)).toBeLessThan(1e-12);
});

test('gives a flat spectrum for an impulse and a single line for a whole wave', () => {
  const fft = new Fft(16);
  const [re, im] = [new Float64Array(16), new Float64Array(16)];
  re[0] = 1;
  fft.forward(re, im);
  expect(distance(re, new Array<number>(16).fill(1))).toBeLessThan(1e-15);

  const wave = Float64Array.from({ length: 16 }, (_, n) => Math.cos((2 * Math.PI * 3 * n) / 16));
  const zero = new Float64Array(16);
  fft.forward(wave, zero);
  expect(Array.from(wave, (value) => Math.round(value) + 0)).toEqual([
    0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8, 0, 0,
  ]);
});

test('rejects sizes that it does not support', () => {
  expect(() => new Fft(12)).toThrow('not a power of two');
  expect(() => new Fft(0)).toThrow('not a power of two');
  expect(() => new Fft(8).forward(new Float64Array(8), new Float64Array(4))).toThrow('8 points expected');
});

test.each([
  [0, 1],
  [1, 1],
  [3, 4],
  [4, 4],
  [5, 8],
  [80_000, 131_072],
])('powerOfTwoFrom(%i) is %i', (length, size) => {
  expect(powerOfTwoFrom(length)).toBe(size);
});
