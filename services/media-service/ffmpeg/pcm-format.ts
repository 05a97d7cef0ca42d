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

/** The number of the sample that is heard at a time, to the nearest one. */
export function sampleAt(format: PcmFormat, atS: number): number {
  return Math.round(atS * format.sampleRateHz);
}

/** Bytes of so many seconds, to the nearest whole sample. */
export function pcmBytes(format: PcmFormat, durationS: number): number {
  return sampleAt(format, durationS) * frameBytes(format);
}

/** Seconds that so many bytes last. */
export function pcmDurationS(format: PcmFormat, bytes: number): number {
  return bytes / frameBytes(format) / format.sampleRateHz;
}

/**
 * ffmpeg's options for PCM coming in; they name the layout, which ffmpeg would else guess and warn of.
 *
 * @param sampleFormat ffmpeg's name of it, for PCM that is not the worker's own
 */
export function pcmInputArgs(format: PcmFormat, sampleFormat = 's16le'): string[] {
  const layout = format.channels === 1 ? 'mono' : 'stereo';
  return ['-f', sampleFormat, '-ar', String(format.sampleRateHz), '-ch_layout', layout];
}

/** ffmpeg's options for this PCM going out. */
export function pcmOutputArgs(format: PcmFormat): string[] {
  return ['-f', 's16le', '-ar', String(format.sampleRateHz), '-ac', String(format.channels)];
}
