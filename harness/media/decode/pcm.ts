import { AudioClock } from './audio-clock.ts';

/** Decoded audio of one channel, full scale ±1. */
export interface Pcm {
  readonly sampleRateHz: number;
  readonly samples: Float32Array;
  /** Maps positions in `samples` to the file's presentation clock. */
  readonly clock: AudioClock;
}

export function durationOf(pcm: Pcm): number {
  return pcm.samples.length / pcm.sampleRateHz;
}

/** The samples presented from `startS` to `startS + durationS` on the file's clock; fewer at the ends of the file. */
export function samplesBetween(pcm: Pcm, startS: number, durationS: number): Float32Array {
  const indexOf = (timeS: number) => Math.max(0, Math.round(pcm.clock.positionOf(timeS) * pcm.sampleRateHz));
  return pcm.samples.subarray(indexOf(startS), indexOf(startS + durationS));
}

/** The audio presented from `startS` to `startS + durationS`, on a clock that starts at 0. */
export function cutPcm(pcm: Pcm, startS: number, durationS: number): Pcm {
  const samples = samplesBetween(pcm, startS, durationS);
  const { sampleRateHz } = pcm;
  return {
    sampleRateHz,
    samples,
    clock: new AudioClock([{ ptsS: 0, durationS: samples.length / sampleRateHz }]),
  };
}

/**
 * Joins `earlier`, up to the start of `later`, and `later`. Time that neither covers is a gap.
 *
 * @param startS when the clock of `later` is at 0, on the clock of `earlier`, which is also the clock of the result
 */
export function joinPcm(earlier: Pcm, later: Pcm, startS: number): Pcm {
  const { sampleRateHz } = earlier;
  const cut = Math.round(earlier.clock.positionOf(startS + later.clock.timeOf(0)) * sampleRateHz);
  const kept = earlier.samples.subarray(0, Math.max(0, cut));
  const samples = new Float32Array(kept.length + later.samples.length);
  samples.set(kept);
  samples.set(later.samples, kept.length);
  const moved = later.clock.blocks().map(({ ptsS, durationS }) => ({ ptsS: ptsS + startS, durationS }));
  return {
    sampleRateHz,
    samples,
    clock: new AudioClock([...earlier.clock.blocks(kept.length / sampleRateHz), ...moved]),
  };
}
