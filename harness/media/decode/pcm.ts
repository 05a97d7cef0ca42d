import { AudioClock } from './audio-clock.ts';

/** Decoded audio, full scale ±1. */
export interface Pcm {
  readonly sampleRateHz: number;
  /** The mean of the channels. Channels of opposite polarity cancel in it. */
  readonly samples: Float32Array;
  /** The samples of each channel, when there are several. */
  readonly channels?: readonly Float32Array[];
  /** Maps positions in `samples` to the file's presentation clock. */
  readonly clock: AudioClock;
}

/** Audio with these channels, all of one length. */
export function pcmOfChannels(
  channels: readonly [Float32Array, ...Float32Array[]],
  { sampleRateHz, clock }: Pick<Pcm, 'sampleRateHz' | 'clock'>,
): Pcm {
  const [first, ...others] = channels;
  if (others.length === 0) return { sampleRateHz, samples: first, clock };
  const samples = first.map((sample, at) => {
    const sum = others.reduce((total, other) => total + (other[at] as number), sample);
    return sum / channels.length;
  });
  return { sampleRateHz, samples, channels, clock };
}

/** Each channel as audio of its own, on the same clock. Mono has one. */
export function channelsOf({ channels, ...pcm }: Pcm): readonly Pcm[] {
  return channels === undefined ? [pcm] : channels.map((samples) => ({ ...pcm, samples }));
}

/**
 * Each channel of audio that is played by `count` channels: mono by all of them, and several by one channel as their
 * mean.
 */
export function asChannels(pcm: Pcm, count: number): readonly Pcm[] {
  const channels = channelsOf(pcm);
  if (channels.length === count) return channels;
  const { channels: _channels, ...mean } = pcm;
  return Array.from({ length: count }, () => mean);
}

export function durationOf(pcm: Pcm): number {
  return pcm.samples.length / pcm.sampleRateHz;
}

/** The samples presented from `startS` to `startS + durationS` on the file's clock; fewer at the ends of the file. */
export function samplesBetween(pcm: Pcm, startS: number, durationS: number): Float32Array {
  return pcm.samples.subarray(...rangeBetween(pcm, startS, durationS));
}

function rangeBetween(pcm: Pcm, startS: number, durationS: number): [from: number, to: number] {
  const indexOf = (timeS: number) => Math.max(0, Math.round(pcm.clock.positionOf(timeS) * pcm.sampleRateHz));
  return [indexOf(startS), indexOf(startS + durationS)];
}

/** The audio presented from `startS` to `startS + durationS`, on a clock that starts at 0. */
export function cutPcm(pcm: Pcm, startS: number, durationS: number): Pcm {
  const range = rangeBetween(pcm, startS, durationS);
  const samples = pcm.samples.subarray(...range);
  const { sampleRateHz, channels } = pcm;
  return {
    sampleRateHz,
    samples,
    ...(channels && { channels: channels.map((channel) => channel.subarray(...range)) }),
    clock: new AudioClock([{ ptsS: 0, durationS: samples.length / sampleRateHz }]),
  };
}

/**
 * Joins `earlier`, up to the start of `later`, and `later`. Time that neither covers is a gap. Mono joined to stereo is
 * played by both channels.
 *
 * @param startS when the clock of `later` is at 0, on the clock of `earlier`, which is also the clock of the result
 */
export function joinPcm(earlier: Pcm, later: Pcm, startS: number): Pcm {
  const { sampleRateHz } = earlier;
  const cut = Math.round(earlier.clock.positionOf(startS + later.clock.timeOf(0)) * sampleRateHz);
  const join = (before: Pcm, after: Pcm): Float32Array => {
    const kept = before.samples.subarray(0, Math.max(0, cut));
    const samples = new Float32Array(kept.length + after.samples.length);
    samples.set(kept);
    samples.set(after.samples, kept.length);
    return samples;
  };
  const samples = join(earlier, later);
  const keptS = (samples.length - later.samples.length) / sampleRateHz;
  const moved = later.clock.blocks().map(({ ptsS, durationS }) => ({ ptsS: ptsS + startS, durationS }));
  const count = Math.max(earlier.channels?.length ?? 1, later.channels?.length ?? 1);
  const [before, after] = [asChannels(earlier, count), asChannels(later, count)];
  return {
    sampleRateHz,
    samples,
    ...(count > 1 && { channels: before.map((channel, index) => join(channel, after[index] as Pcm)) }),
    clock: new AudioClock([...earlier.clock.blocks(keptS), ...moved]),
  };
}
