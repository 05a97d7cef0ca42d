/** Mono samples: signed 16 bit, little endian. */
export interface PcmAudio {
  readonly pcm: Uint8Array;
  readonly sampleRateHz: number;
}

/** The duration in ms. */
export function durationOfMs({ pcm, sampleRateHz }: PcmAudio): number {
  return (pcm.length / 2 / sampleRateHz) * 1000;
}
