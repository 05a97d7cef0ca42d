/**
 * A random number generator that returns the same numbers for the same seed: a Weyl sequence through the 32 bit
 * finaliser of MurmurHash3. It selects the results that a fault applies to and generates noise. Not for secrets.
 *
 * @param seed an integer, of which 32 bits are used
 * @returns a function that returns the next number in `[0, 1)`
 */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e_37_79_b9) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85_eb_ca_6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2_b2_ae_35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
}
