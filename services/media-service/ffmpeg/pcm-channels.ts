import type { PcmFormat } from './pcm-format.ts';

const FULL_SCALE = 32_768;
const BYTES_PER_SAMPLE = 2;

/**
 * Separates the channels of PCM.
 *
 * @param pcm interleaved samples in `format`; an incomplete one at the end is ignored
 * @returns samples of each channel, full scale ±1
 */
export function toFloatChannels(pcm: Buffer, { channels }: PcmFormat): Float32Array[] {
  const frames = Math.floor(pcm.length / (BYTES_PER_SAMPLE * channels));
  const bytes = pcm.subarray(0, frames * channels * BYTES_PER_SAMPLE);
  // A view needs an even offset.
  const interleaved = new Int16Array(Uint8Array.from(bytes).buffer);
  return Array.from({ length: channels }, (_, channel) => {
    const samples = new Float32Array(frames);
    for (let frame = 0; frame < frames; frame += 1)
      samples[frame] = (interleaved[frame * channels + channel] as number) / FULL_SCALE;
    return samples;
  });
}

/** Joins channels to PCM: the reverse of {@link toFloatChannels}. Samples beyond full scale are clipped. */
export function fromChannels(channels: readonly Float32Array[]): Buffer {
  const frames = channels[0]?.length ?? 0;
  const interleaved = new Int16Array(frames * channels.length);
  for (const [channel, samples] of channels.entries())
    for (let frame = 0; frame < frames; frame += 1) {
      const value = Math.round((samples[frame] as number) * FULL_SCALE);
      interleaved[frame * channels.length + channel] = Math.max(-FULL_SCALE, Math.min(FULL_SCALE - 1, value));
    }
  return Buffer.from(interleaved.buffer);
}
