import { findTruePeaks } from './true-peak.ts';

/** The gain falls to its lowest value within this time before a peak: short attacks click. */
const ATTACK_S = 0.005;
/** The time in which most of the gain returns after a peak. Shorter ones distort a low voice. */
const RELEASE_S = 0.08;

/**
 * Limits the true peaks of audio, the same in all channels, by lowering the gain smoothly around each of them.
 *
 * @param channels changed in place; full scale is 1
 * @param ceiling amplitude that no true peak exceeds
 * @returns the lowest gain as a factor; 1 when no peak exceeds the ceiling, and nothing was changed
 */
export function limitPeaks(channels: readonly Float32Array[], sampleRateHz: number, ceiling: number): number {
  const gains = new Float64Array(channels[0]?.length ?? 0).fill(1);
  let lowest = 1;
  for (const samples of channels) {
    findTruePeaks(samples, ceiling, (at, amplitude) => {
      const needed = ceiling / amplitude;
      // The peak lies between this sample and the next one.
      for (const place of [at, Math.min(at + 1, gains.length - 1)])
        gains[place] = Math.min(gains[place] as number, needed);
      lowest = Math.min(lowest, needed);
    });
  }
  if (lowest === 1) return 1;
  smooth(gains, sampleRateHz);
  for (const samples of channels)
    for (let at = 0; at < samples.length; at += 1)
      samples[at] = (samples[at] as number) * (gains[at] as number);
  return lowest;
}

/**
 * Lets the gain return slowly after each peak, then spreads each minimum over the attack time and averages over the same
 * time: the average is no higher than the minimum in its middle.
 */
function smooth(gains: Float64Array, sampleRateHz: number): void {
  const step = 1 - Math.exp(-1 / (RELEASE_S * sampleRateHz));
  let gain = 1;
  for (let at = 0; at < gains.length; at += 1) {
    gain = Math.min(gains[at] as number, gain + (1 - gain) * step);
    gains[at] = gain;
  }
  const half = Math.round((ATTACK_S * sampleRateHz) / 2);
  average(spreadMinimum(gains, half), half, gains);
}

/** The minimum over `half` samples on either side, with a queue of the candidates. */
function spreadMinimum(values: Float64Array, half: number): Float64Array {
  const result = new Float64Array(values.length);
  const queue = new Int32Array(values.length);
  let [head, tail] = [0, 0];
  for (let next = 0; next < values.length + half; next += 1) {
    if (next < values.length) {
      while (tail > head && (values[queue[tail - 1] as number] as number) >= (values[next] as number))
        tail -= 1;
      queue[tail] = next;
      tail += 1;
    }
    const at = next - half;
    if (at < 0) continue;
    while ((queue[head] as number) < at - half) head += 1;
    result[at] = values[queue[head] as number] as number;
  }
  return result;
}

/** The mean over `half` samples on either side; the ends are extended. */
function average(values: Float64Array, half: number, into: Float64Array): void {
  const last = values.length - 1;
  const valueAt = (at: number): number => values[Math.min(last, Math.max(0, at))] as number;
  let sum = 0;
  for (let at = -half; at <= half; at += 1) sum += valueAt(at);
  for (let at = 0; at <= last; at += 1) {
    into[at] = sum / (2 * half + 1);
    sum += valueAt(at + half + 1) - valueAt(at - half);
  }
}
