/** Interleaved signed 16-bit little-endian samples, the only PCM in the worker. */
export interface PcmFormat {
  readonly sampleRateHz: number;
  readonly channels: number;
}

/** The sample rate of all PCM that is aired or dubbed. */
export const SAMPLE_RATE_HZ = 48_000;

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

/** Limits sample peaks to −1 dBFS. `latency` keeps the time of the samples. */
const LIMITER = 'alimiter=limit=0.891:level=0:attack=5:release=80:latency=1';

/**
 * ffmpeg's filters between numbers of channels at the same level. ffmpeg's own conversion changes the level: by 3 dB, up or
 * down, between mono and stereo, and by 7.7 dB from 5.1, which it lowers so that 16-bit samples cannot clip.
 *
 * - Stereo becomes the mean of its channels.
 * - Mono is played by both channels.
 * - More channels are mixed to stereo by ITU-R BS.775, which keeps their loudness, as floats, and their peaks are limited.
 *
 * @returns no filters when the channels are the same
 */
export function channelFilters(from: number, to: number): string[] {
  if (from === to) return [];
  const toMono = 'pan=mono|c0=0.5*c0+0.5*c1';
  if (from > 2)
    return ['aformat=sample_fmts=fltp:channel_layouts=stereo', LIMITER, ...(to === 1 ? [toMono] : [])];
  return [to === 1 ? toMono : 'pan=stereo|c0=c0|c1=c0'];
}
