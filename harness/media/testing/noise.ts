/** White noise between −1 and 1, determined by its seed (a hashed counter). */
export function noise(length: number, seed: number): Float32Array {
  const stream = scramble(seed);
  return Float32Array.from({ length }, (_, index) => scramble((index ^ stream) >>> 0) / 2 ** 31 - 1);
}

/** Mixes all 32 bits: multiplications carry upwards, shifts downwards. */
function scramble(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16) ^ 0x9e3779b9, 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
