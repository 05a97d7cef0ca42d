const FRAME_S = 0.02;

/**
 * Louder than this, in dB below full scale, no frame of silence is. Speech at a normal level has frames at −30
 * to −10; silence that went through AAC stays below −80, a quiet room below −55.
 */
const SILENCE_DBFS = -50;

/**
 * Whether there is nothing to hear in a piece of sound: not one stretch of 20 ms is loud enough.
 *
 * @param samples signed 16 bit
 */
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
