const FIRST_DELAY_S = 1;
const LONGEST_DOUBLED_S = 16;
/** A live stream never gives up. */
const LAST_DELAY_S = 30;
const JITTER = 0.1;

/**
 * How long to wait before the next try to connect: 1, 2, 4, 8, 16, then 30 s for ever, each ± 10 % so that
 * many workers do not come back in the same instant.
 *
 * @param attempt counts the failed tries from 0
 * @param random a number in [0, 1)
 * @returns milliseconds
 */
export function backOffMs(attempt: number, random: number): number {
  const doubledS = FIRST_DELAY_S * 2 ** attempt;
  const delayS = doubledS > LONGEST_DOUBLED_S ? LAST_DELAY_S : doubledS;
  return delayS * 1000 * (1 + JITTER * (2 * random - 1));
}
