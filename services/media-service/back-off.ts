const FIRST_DELAY_S = 1;
const MAX_DOUBLED_DELAY_S = 16;
/** Later attempts use this delay without a limit. */
const FINAL_DELAY_S = 30;
const JITTER = 0.1;

/**
 * The delay before the next attempt to connect, the same for every connection of the worker: 1, 2, 4, 8, 16, then
 * 30 s, each ± 10 % so that many workers do not reconnect at the same instant
 * (docs/architecture.md, "Rules of the worker").
 *
 * @param failures the number of failed attempts so far
 * @param random a number in [0, 1)
 * @returns milliseconds
 */
export function backOffMs(failures: number, random: number): number {
  const doubledS = FIRST_DELAY_S * 2 ** failures;
  const delayS = doubledS > MAX_DOUBLED_DELAY_S ? FINAL_DELAY_S : doubledS;
  return delayS * 1000 * (1 + JITTER * (2 * random - 1));
}
