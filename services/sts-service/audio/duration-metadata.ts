/** How the dubbed audio compares with its source: entries of the `metadata` of a result (docs/protocol.md §1). */
export interface DurationMetadata {
  readonly original_duration_ms: number;
  readonly dubbed_duration_ms: number;
  /** Positive: the dubbed audio is longer. */
  readonly duration_variance_percent: number;
  /** Playback speed of the speech; above 1 is faster. */
  readonly speed_ratio: number;
}

/**
 * @param originalMs duration of the source
 * @param dubbedMs duration of the dubbed audio
 * @param tempo playback speed of the speech in it
 */
export function durationMetadata(originalMs: number, dubbedMs: number, tempo: number): DurationMetadata {
  const variance = dubbedMs === originalMs ? 0 : (dubbedMs - originalMs) / originalMs;
  return {
    original_duration_ms: Math.round(originalMs),
    dubbed_duration_ms: Math.round(dubbedMs),
    duration_variance_percent: Math.round(variance * 10_000) / 100,
    speed_ratio: Math.round(tempo * 1000) / 1000,
  };
}
