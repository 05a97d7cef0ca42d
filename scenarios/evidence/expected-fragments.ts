/** A final piece below this is no segment (design §4). */
const SHORTEST_SEGMENT_S = 1;

/** How many fragments `durationS` seconds must give when they are cut in segments of `segmentS`. */
export function expectedFragments(segmentS: number, durationS: number): number {
  const whole = Math.floor(durationS / segmentS + 1e-6);
  const restS = durationS - whole * segmentS;
  return whole + (restS >= SHORTEST_SEGMENT_S ? 1 : 0);
}
