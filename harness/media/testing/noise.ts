/** Noise between −1 and 1, the same for the same seed and unlike that of any other (a counter, scrambled). */
export function noise(length: number, seed: number): Float32Array {
  const stream = scramble(seed);
  return Float32Array.from({ length }, (_, index) => scramble((index ^ stream) >>> 0) / 2 ** 31 - 1);
}

/** Mixes all 32 bits with each other: multiplication carries upwards, the shifts carry downwards. */
function scramble(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16) ^ 0x9e3779b9, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
