/** Interleaved signed 16-bit little-endian samples, the only PCM in the worker. */
export interface PcmFormat {
  readonly sampleRateHz: number;
  readonly channels: number;
}

const BYTES_PER_SAMPLE = 2;

/** Size of one sample of all channels. */
export function frameBytes(format: PcmFormat): number {
  return BYTES_PER_SAMPLE * format.channels;
}

/** The index of the sample nearest to a time. */
export function sampleAt(format: PcmFormat, atS: number): number {
  return Math.round(atS * format.sampleRateHz);
}

/** Size of a duration, rounded to whole samples. */
export function pcmBytes(format: PcmFormat, durationS: number): number {
  return sampleAt(format, durationS) * frameBytes(format);
}

/** Duration of a number of bytes, in seconds. */
export function pcmDurationS(format: PcmFormat, bytes: number): number {
  return bytes / frameBytes(format) / format.sampleRateHz;
}

/**
 * ffmpeg's options for PCM input. They name the channel layout, which ffmpeg would otherwise guess with a warning.
 *
 * @param sampleFormat ffmpeg's name of another sample format
 */
export function pcmInputArgs(format: PcmFormat, sampleFormat = 's16le'): string[] {
  const layout = format.channels === 1 ? 'mono' : 'stereo';
  return ['-f', sampleFormat, '-ar', String(format.sampleRateHz), '-ch_layout', layout];
}

/** ffmpeg's options for PCM output. */
export function pcmOutputArgs(format: PcmFormat): string[] {
  return ['-f', 's16le', '-ar', String(format.sampleRateHz), '-ac', String(format.channels)];
}

/**
 * ffmpeg's filter between mono and stereo at the same level: the mean of both channels, or one channel played by both.
 * ffmpeg's own conversion changes the level by 3 dB, up or down, depending on the sample format.
 *
 * @returns no options when the channels are the same
 */
export function channelFilterArgs(from: PcmFormat, to: PcmFormat): string[] {
  if (from.channels === to.channels) return [];
  return ['-af', to.channels === 1 ? 'pan=mono|c0=0.5*c0+0.5*c1' : 'pan=stereo|c0=c0|c1=c0'];
}
