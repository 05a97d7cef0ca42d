import { expect, test } from 'vitest';
import { locateAudio } from '../audio/locate-audio.ts';
import { AudioClock } from '../decode/audio-clock.ts';
import { type Pcm, pcmOfChannels } from '../decode/pcm.ts';
import { noise } from '../testing/noise.ts';
import { type ChannelAudio, classifyChannels } from './channel-audio.ts';
import type { DubbedSegment } from './segment-audio.ts';

const RATE_HZ = 8000;
const SECONDS = 2;

/** Syllables of noise. */
function voice(seed: number, level = 0.2): Float32Array {
  return noise(SECONDS * RATE_HZ, seed).map(
    (sample, at) => sample * level * Math.sin((4 * Math.PI * at) / RATE_HZ) ** 2,
  );
}

function pcm(...channels: readonly [Float32Array, ...Float32Array[]]): Pcm {
  const clock = new AudioClock([{ ptsS: 0, durationS: SECONDS }]);
  return pcmOfChannels(channels, { sampleRateHz: RATE_HZ, clock });
}

const scaled = (samples: Float32Array, factor: number) => samples.map((sample) => sample * factor);
const sum = (a: Float32Array, b: Float32Array) => a.map((sample, at) => sample + (b[at] as number));
const silence = new Float32Array(SECONDS * RATE_HZ);
const [original, otherOriginal, dub, otherDub] = [voice(1), voice(2), voice(3), voice(4)];

function segment(source: Pcm, dubbed?: Pcm): DubbedSegment {
  const mono = pcm(source.samples);
  return {
    sequence: 0,
    original: mono,
    originalChannels: source,
    source: locateAudio(mono, mono, 0),
    ...(dubbed && { dubbed }),
  };
}

const brief = ({ content, expected, isInverted }: ChannelAudio): string =>
  `${content}${isInverted ? ' inverted' : ''}${content === expected ? '' : ` not ${expected}`}`;

const ofMono = segment(pcm(original), pcm(dub));
const ofStereo = segment(pcm(original, otherOriginal), pcm(dub));
const ofStereoDub = segment(pcm(original, otherOriginal), pcm(dub, otherDub));
const oneSided = segment(pcm(original, silence), pcm(dub));
const fallback = segment(pcm(original, otherOriginal));
const oneSidedFallback = segment(pcm(original, silence));

test.each<[string, DubbedSegment, Pcm, string[]]>([
  ['a mono output', ofMono, pcm(dub), []],
  ['the dub in both channels', ofMono, pcm(dub, dub), ['dubbed', 'dubbed']],
  ['the dub of a stereo original', ofStereo, pcm(dub, dub), ['dubbed', 'dubbed']],
  ['a stereo dub', ofStereoDub, pcm(dub, otherDub), ['dubbed', 'dubbed']],
  [
    'a stereo dub with exchanged channels',
    ofStereoDub,
    pcm(otherDub, dub),
    ['other not dubbed', 'other not dubbed'],
  ],
  ['a silent right channel', ofMono, pcm(dub, silence), ['dubbed', 'silence not dubbed']],
  ['a silent left channel', ofMono, pcm(silence, dub), ['silence not dubbed', 'dubbed']],
  ['two silent channels', ofMono, pcm(silence, silence), ['silence not dubbed', 'silence not dubbed']],
  ['the original in the right channel', ofMono, pcm(dub, original), ['dubbed', 'original not dubbed']],
  ['the original of this channel', ofStereo, pcm(dub, otherOriginal), ['dubbed', 'original not dubbed']],
  ['other audio in the right channel', ofMono, pcm(dub, voice(9)), ['dubbed', 'other not dubbed']],
  ['an inverted right channel', ofMono, pcm(dub, scaled(dub, -1)), ['dubbed', 'dubbed inverted']],
  ['a quiet inverted channel', ofMono, pcm(dub, scaled(dub, -0.1)), ['dubbed', 'dubbed inverted']],
  [
    'two inverted channels',
    ofMono,
    pcm(scaled(dub, -1), scaled(dub, -1)),
    ['dubbed inverted', 'dubbed inverted'],
  ],
  ['the dub of a one-sided original', oneSided, pcm(dub, dub), ['dubbed', 'dubbed']],
  ['a one-sided dub', oneSided, pcm(dub, silence), ['dubbed', 'silence not dubbed']],
  ['a stereo fallback', fallback, pcm(original, otherOriginal), ['original', 'original']],
  ['a fallback as its mean', fallback, pcm(original, original), ['original', 'other not original']],
  ['a one-sided fallback', oneSidedFallback, pcm(original, silence), ['original', 'silence']],
  [
    'a one-sided fallback in both channels',
    oneSidedFallback,
    pcm(original, original),
    ['original', 'other not silence'],
  ],
])('%s', (_, source, capture, expected) => {
  expect(classifyChannels(source, capture, 0).map(brief)).toEqual(expected);
});

test('measures level and bleed-through of each channel', () => {
  const capture = pcm(scaled(dub, 0.5), sum(dub, scaled(original, 0.5)));
  const [left, right] = classifyChannels(ofMono, capture, 0);
  expect(left?.fidelity?.gainDb).toBeCloseTo(-6, 1);
  expect(left?.bleedThrough).toBeLessThan(0.05);
  expect(right?.bleedThrough).toBeGreaterThan(0.3);
});

test('measures when the audio of each channel starts', () => {
  const late = new Float32Array(SECONDS * RATE_HZ);
  late.set(dub.subarray(0, -800), 800);
  const [left, right] = classifyChannels(ofMono, pcm(dub, late), 0);
  expect(left?.startS).toBeCloseTo(0, 4);
  expect(right?.startS).toBeCloseTo(0.1, 4);
});
