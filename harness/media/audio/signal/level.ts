/** The level in dBFS below which audio is silent: 16-bit dither is near −96, a quiet voice above −40. */
export const SILENCE_DBFS = -60;

/** The RMS level in dBFS; −∞ for digital silence and for no samples. */
export function rmsDbfs(samples: Float32Array): number {
  const energy = samples.reduce((sum, sample) => sum + sample * sample, 0);
  return samples.length === 0 ? Number.NEGATIVE_INFINITY : 10 * Math.log10(energy / samples.length);
}

/** Whether the level is below {@link SILENCE_DBFS}. */
export function isSilent(samples: Float32Array): boolean {
  return rmsDbfs(samples) < SILENCE_DBFS;
}
