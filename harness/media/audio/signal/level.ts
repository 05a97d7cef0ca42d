/** Below this a window counts as silent, in dBFS: 16-bit dither is near −96, a quiet voice above −40. */
export const SILENCE_DBFS = -60;

/** Loudness as root mean square against full scale, in dBFS; −∞ for digital silence and for no samples. */
export function rmsDbfs(samples: Float32Array): number {
  const energy = samples.reduce((sum, sample) => sum + sample * sample, 0);
  return samples.length === 0 ? Number.NEGATIVE_INFINITY : 10 * Math.log10(energy / samples.length);
}

/** Whether there is nothing to hear: the whole is quieter than {@link SILENCE_DBFS}. */
export function isSilent(samples: Float32Array): boolean {
  return rmsDbfs(samples) < SILENCE_DBFS;
}
