import type { PcmFormat } from '../ffmpeg/pcm-format.ts';

const AMPLITUDE = 8000;

/** A sine as PCM, the same in all channels. */
export function tonePcm(format: PcmFormat, frequencyHz: number, durationS: number): Buffer {
  const samples = Math.round(durationS * format.sampleRateHz);
  const pcm = Buffer.alloc(samples * format.channels * 2);
  for (let n = 0; n < samples; n++) {
    const value = Math.round(AMPLITUDE * Math.sin((2 * Math.PI * frequencyHz * n) / format.sampleRateHz));
    for (let c = 0; c < format.channels; c++) pcm.writeInt16LE(value, (n * format.channels + c) * 2);
  }
  return pcm;
}

/**
 * The share of a tone in the energy of a signal, 0 to 1: the squared correlation with a sine and a cosine of this
 * frequency.
 *
 * @param pcm mono
 */
export function toneShare(pcm: Buffer, format: PcmFormat, frequencyHz: number): number {
  let [sine, cosine, energy] = [0, 0, 0];
  const samples = pcm.length / 2;
  for (let n = 0; n < samples; n++) {
    const value = pcm.readInt16LE(n * 2);
    const phase = (2 * Math.PI * frequencyHz * n) / format.sampleRateHz;
    sine += value * Math.sin(phase);
    cosine += value * Math.cos(phase);
    energy += value * value;
  }
  return energy === 0 ? 0 : (2 * (sine * sine + cosine * cosine)) / (samples * energy);
}
