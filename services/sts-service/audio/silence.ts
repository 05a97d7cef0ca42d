import type { PcmAudio } from './pcm-audio.ts';

const FRAME_S = 0.02;

/**
 * Level in dBFS that no 20 ms of silence exceeds. Speech at a normal level reaches −30 to −10; silence that went through
 * AAC stays below −80, a quiet room below −55.
 */
const SILENCE_DBFS = -50;

/** Whether every 20 ms of the samples are inaudible. @param samples signed 16 bit */
export function isSilent(samples: Int16Array, sampleRateHz: number): boolean {
  const limit = (32_768 * 10 ** (SILENCE_DBFS / 20)) ** 2;
  const frame = Math.round(sampleRateHz * FRAME_S);
  for (let start = 0; start < samples.length; start += frame) {
    const end = Math.min(start + frame, samples.length);
    let energy = 0;
    for (let at = start; at < end; at += 1) energy += (samples[at] ?? 0) ** 2;
    if (energy / (end - start) > limit) return false;
  }
  return true;
}

/** 100 ms of silence, to be padded to any length. Encoders produce nothing from empty input. */
export const SILENCE: PcmAudio = { pcm: new Uint8Array(3200), sampleRateHz: 16_000 };
