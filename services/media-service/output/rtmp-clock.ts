/**
 * The millisecond that a time is in. RTMP counts milliseconds: sound that begins with one is told its time to the
 * sample, and any other to the nearest one.
 */
export function wholeMs(atS: number): number {
  return Math.floor(atS * 1000) / 1000;
}
