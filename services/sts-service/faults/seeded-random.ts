/**
 * Random numbers that are the same for the same seed: a Weyl sequence through the 32 bit finaliser of
 * MurmurHash3. For choosing which results a fault meets, and for noise; not for secrets.
 *
 * @param seed a whole number, of which 32 bits count
 * @returns gives the next number, `[0, 1)`
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
