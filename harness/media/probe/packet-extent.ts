import type { FfprobeOutput } from './media-probe.ts';

/** Where a stream's packets begin and end on the presentation clock, and when each is presented. */
export interface PacketExtent {
  readonly startS: number;
  readonly endS: number;
  /** Ascending. */
  readonly timesS: readonly number[];
}

/**
 * The extent of each stream by its packets: what a container declares is wrong or absent in a recording that was cut
 * off, and never tells a stream's real end. Packets that a player throws away (flag `D`, an encoder's priming) don't
 * count. A last packet without a duration counts as long as the one before it.
 */
export function packetExtents(packets: FfprobeOutput['packets']): Map<number, PacketExtent> {
  const extents = new Map<number, { startS: number; endS: number; timesS: number[] }>();
  const lastDurationS = new Map<number, number>();
  for (const { stream_index: stream, pts_time: ptsS, duration_time: durationS, flags } of packets) {
    if (ptsS === undefined || flags.includes('D')) continue;
    const lengthS = durationS ?? lastDurationS.get(stream) ?? 0;
    lastDurationS.set(stream, lengthS);
    const extent = extents.get(stream) ?? { startS: ptsS, endS: ptsS, timesS: [] };
    extents.set(stream, extent);
    extent.startS = Math.min(extent.startS, ptsS);
    extent.endS = Math.max(extent.endS, ptsS + lengthS);
    extent.timesS.push(ptsS);
  }
  // B-frames are stored after the frames that they are shown before.
  for (const { timesS } of extents.values()) timesS.sort((a, b) => a - b);
  return extents;
}
