import { AudioClock } from './audio-clock.ts';

/** Decoded sound of one channel, full scale ±1. */
export interface Pcm {
  readonly sampleRateHz: number;
  readonly samples: Float32Array;
  /** From positions in `samples` to the file's presentation clock. */
  readonly clock: AudioClock;
}

export function durationOf(pcm: Pcm): number {
  return pcm.samples.length / pcm.sampleRateHz;
}

/** The samples presented from `startS` to `startS + durationS` on the file's clock, as far as there are any. */
export function samplesBetween(pcm: Pcm, startS: number, durationS: number): Float32Array {
  const indexOf = (timeS: number) => Math.max(0, Math.round(pcm.clock.positionOf(timeS) * pcm.sampleRateHz));
  return pcm.samples.subarray(indexOf(startS), indexOf(startS + durationS));
}

/** The sound presented from `startS` to `startS + durationS`, as a sound of its own that begins at 0. */
export function cutPcm(pcm: Pcm, startS: number, durationS: number): Pcm {
  const samples = samplesBetween(pcm, startS, durationS);
  const { sampleRateHz } = pcm;
  return {
    sampleRateHz,
    samples,
    clock: new AudioClock([{ ptsS: 0, durationS: samples.length / sampleRateHz }]),
  };
}
