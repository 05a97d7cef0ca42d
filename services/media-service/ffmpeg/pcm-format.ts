/** Interleaved signed 16-bit little-endian samples: the only PCM inside the worker. */
export interface PcmFormat {
  readonly sampleRateHz: number;
  readonly channels: number;
}

const BYTES_PER_SAMPLE = 2;

/** Bytes of one sample of every channel. */
export function frameBytes(format: PcmFormat): number {
  return BYTES_PER_SAMPLE * format.channels;
}

/** How many samples (of each channel) a buffer holds. */
export function sampleCount(format: PcmFormat, byteLength: number): number {
  return Math.floor(byteLength / frameBytes(format));
}

/** ffmpeg's options that describe this PCM on a pipe. */
export function pcmArgs(format: PcmFormat): string[] {
  return ['-f', 's16le', '-ar', String(format.sampleRateHz), '-ac', String(format.channels)];
}
