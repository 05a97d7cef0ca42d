import { expect, test } from 'vitest';
import { AudioClock } from './audio-clock.ts';
import { asChannels, channelsOf, cutPcm, joinPcm, type Pcm, pcmOfChannels } from './pcm.ts';

const RATE_HZ = 10;

function pcm(...channels: readonly [number[], ...number[][]]): Pcm {
  const [first, ...others] = channels.map((samples) => Float32Array.from(samples));
  const clock = new AudioClock([{ ptsS: 0, durationS: channels[0].length / RATE_HZ }]);
  return pcmOfChannels([first as Float32Array, ...others], { sampleRateHz: RATE_HZ, clock });
}

const samplesOf = (audio: readonly Pcm[]) => audio.map(({ samples }) => Array.from(samples));

test('the samples of stereo are the mean of its channels', () => {
  expect(Array.from(pcm([1, 0.5], [-1, 0.25]).samples)).toEqual([0, 0.375]);
  expect(pcm([1, 0.5]).channels).toBeUndefined();
});

test('plays mono by all channels, and several by one as their mean', () => {
  expect(samplesOf(asChannels(pcm([1, 2]), 2))).toEqual([
    [1, 2],
    [1, 2],
  ]);
  expect(samplesOf(asChannels(pcm([1, 2], [3, 4]), 1))).toEqual([[2, 3]]);
  expect(samplesOf(asChannels(pcm([1, 2], [3, 4]), 2))).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect(samplesOf(channelsOf(pcm([1, 2], [3, 4])))).toEqual([
    [1, 2],
    [3, 4],
  ]);
});

test('cuts every channel', () => {
  const cut = cutPcm(pcm([1, 2, 3, 4], [5, 6, 7, 8]), 0.1, 0.2);
  expect(samplesOf(channelsOf(cut))).toEqual([
    [2, 3],
    [6, 7],
  ]);
  expect(Array.from(cut.samples)).toEqual([4, 5]);
});

test('joins every channel; mono is played by both', () => {
  const stereo = pcm([1, 2], [3, 4]);
  const mono = pcm([7, 8]);
  expect(samplesOf(channelsOf(joinPcm(stereo, mono, 0.2)))).toEqual([
    [1, 2, 7, 8],
    [3, 4, 7, 8],
  ]);
  expect(samplesOf(channelsOf(joinPcm(mono, stereo, 0.1)))).toEqual([
    [7, 1, 2],
    [7, 3, 4],
  ]);
  expect(joinPcm(mono, mono, 0.2).channels).toBeUndefined();
});
