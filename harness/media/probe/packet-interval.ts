/** The time between two packets that are presented one after the other. */
export interface PacketInterval {
  readonly durationS: number;
  /** When the first of the two is presented. */
  readonly atS: number;
}

/**
 * Finds the longest time without new media: a still frame, or missing audio. Measures from packet to packet, not from
 * the declared end of a packet: a recorder extends the packet before a gap across the gap.
 *
 * @param timesS presentation time of each packet of a track, ascending
 * @returns undefined for less than two packets
 */
export function longestPacketInterval(timesS: readonly number[]): PacketInterval | undefined {
  let longest: PacketInterval | undefined;
  for (const [index, timeS] of timesS.entries()) {
    const beforeS = timesS[index - 1];
    if (beforeS === undefined) continue;
    const durationS = timeS - beforeS;
    if (longest === undefined || durationS > longest.durationS) longest = { durationS, atS: beforeS };
  }
  return longest;
}
