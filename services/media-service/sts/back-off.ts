const FIRST_DELAY_S = 1;
const LONGEST_DELAY_S = 16;
const JITTER = 0.1;

/**
 * How long to wait before the next try to connect: 1, 2, 4, 8, then 16 s for ever, each ± 10 % so that many
 * workers do not come back in the same instant.
 *
 * @param attempt counts the failed tries from 0
 * @param random a number in [0, 1)
 * @returns milliseconds
 */
export function backOffMs(attempt: number, random: number): number {
  const delayS = Math.min(FIRST_DELAY_S * 2 ** attempt, LONGEST_DELAY_S);
  return delayS * 1000 * (1 + JITTER * (2 * random - 1));
}
