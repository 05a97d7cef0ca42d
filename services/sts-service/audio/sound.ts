/** Sound as samples: one channel, signed 16 bit, little endian. */
export interface Sound {
  readonly pcm: Uint8Array;
  readonly sampleRateHz: number;
}

/** How long a sound lasts, in ms. */
export function durationOfMs({ pcm, sampleRateHz }: Sound): number {
  return (pcm.length / 2 / sampleRateHz) * 1000;
}

/** Some silence, for what is filled up with silence anyway: an encoder makes nothing of no sound at all. */
export const SILENCE: Sound = { pcm: new Uint8Array(3200), sampleRateHz: 16_000 };
