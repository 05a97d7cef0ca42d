/** The longest time from one presented packet to the next. */
export interface Step {
  readonly durationS: number;
  /** When the packet before it is presented. */
  readonly atS: number;
}

/**
 * Finds the longest time in which nothing new is presented: a picture that stands still, or sound that is not there.
 * It is measured from packet to packet and not from where a packet says that it ends: a recorder stretches the packet
 * before a gap over it.
 *
 * @param timesS when each packet of a stream is presented, ascending
 * @returns undefined for less than two packets
 */
export function longestPacketInterval(timesS: readonly number[]): Step | undefined {
  let longest: Step | undefined;
  for (const [index, timeS] of timesS.entries()) {
    const beforeS = timesS[index - 1];
    if (beforeS === undefined) continue;
    const durationS = timeS - beforeS;
    if (longest === undefined || durationS > longest.durationS) longest = { durationS, atS: beforeS };
  }
  return longest;
}
