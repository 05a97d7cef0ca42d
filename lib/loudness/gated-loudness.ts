import { kWeighting } from './k-weighting.ts';

/** Blocks of 400 ms that overlap by 75 % (ITU-R BS.1770-4, annex 1). */
const STEP_S = 0.1;
const STEPS_PER_BLOCK = 4;
/** The loudness of a mean square of 1, which makes a sine of 997 Hz at 0 dBFS in one channel −3.01 LUFS. */
const OFFSET_LU = -0.691;
/** Blocks below it are silence. */
const ABSOLUTE_GATE_LUFS = -70;
/** Blocks this much below the mean of the others are pauses. */
const RELATIVE_GATE_LU = -10;

/**
 * The gated loudness of audio in LUFS by ITU-R BS.1770-4 and EBU R 128: pauses do not count, and the powers of the
 * channels are added.
 *
 * @param channels samples of one or two channels, full scale ±1
 * @returns `undefined` when every block of 400 ms is silent, and for audio shorter than a block
 * @throws {RangeError} for a sample rate below 8 kHz
 */
export function gatedLoudness(channels: readonly Float32Array[], sampleRateHz: number): number | undefined {
  const blocks = blockPowers(channels, sampleRateHz);
  const audible = blocks.filter((power) => power > powerOf(ABSOLUTE_GATE_LUFS));
  if (audible.length === 0) return undefined;
  const gate = powerOf(loudnessOf(mean(audible)) + RELATIVE_GATE_LU);
  return loudnessOf(mean(audible.filter((power) => power > gate)));
}

/** The mean square of each block after K-weighting, added over the channels. */
function blockPowers(channels: readonly Float32Array[], sampleRateHz: number): number[] {
  const stepSamples = Math.round(STEP_S * sampleRateHz);
  const steps = Math.floor((channels[0]?.length ?? 0) / stepSamples);
  const energies = new Float64Array(steps);
  for (const samples of channels) addStepEnergies(energies, samples, stepSamples, sampleRateHz);
  const blocks = Math.max(0, steps - STEPS_PER_BLOCK + 1);
  return Array.from({ length: blocks }, (_, first) => {
    const energy = energies.subarray(first, first + STEPS_PER_BLOCK).reduce((sum, one) => sum + one, 0);
    return energy / (STEPS_PER_BLOCK * stepSamples);
  });
}

/** Both filters in transposed direct form II, unrolled: this runs for every sample of a live stream. */
function addStepEnergies(
  energies: Float64Array,
  samples: Float32Array,
  stepSamples: number,
  sampleRateHz: number,
): void {
  const [shelf, pass] = kWeighting(sampleRateHz);
  let [s1, s2, p1, p2] = [0, 0, 0, 0];
  for (let step = 0; step < energies.length; step += 1) {
    let energy = 0;
    const end = (step + 1) * stepSamples;
    for (let at = step * stepSamples; at < end; at += 1) {
      const x = samples[at] as number;
      const shelved = shelf.b0 * x + s1;
      s1 = shelf.b1 * x - shelf.a1 * shelved + s2;
      s2 = shelf.b2 * x - shelf.a2 * shelved;
      const y = pass.b0 * shelved + p1;
      p1 = pass.b1 * shelved - pass.a1 * y + p2;
      p2 = pass.b2 * shelved - pass.a2 * y;
      energy += y * y;
    }
    energies[step] = (energies[step] as number) + energy;
  }
}

function loudnessOf(power: number): number {
  return OFFSET_LU + 10 * Math.log10(power);
}

function powerOf(loudnessLufs: number): number {
  return 10 ** ((loudnessLufs - OFFSET_LU) / 10);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
