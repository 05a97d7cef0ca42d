import { expect, test } from 'vitest';
import { AudioClock } from '../../harness/media/decode/audio-clock.ts';
import {
  cutPcm,
  type DubbedSegment,
  locateAudio,
  type Pcm,
  type RecordedMedia,
} from '../../harness/media/index.ts';
import { noise } from '../../harness/media/testing/noise.ts';
import { measureOutput, type OutputReference } from './measure-output.ts';

const RATE_HZ = 8000;
const FRAMES_PER_S = 10;
const SEGMENT_S = 2;
const CLIP_S = 6;

/** Noise of `seconds`, the same for the same seed. */
function noiseOf(seconds: number, seed: number): Pcm {
  return pcm(noise(seconds * RATE_HZ, seed));
}

function pcm(samples: Float32Array): Pcm {
  const durationS = samples.length / RATE_HZ;
  return { sampleRateHz: RATE_HZ, samples, clock: new AudioClock([{ ptsS: 0, durationS }]) };
}

/** A recording that starts with the clip's frame at `fromS`, and has this audio. */
function recording(fromS: number, toS: number, audio: Pcm): RecordedMedia {
  const frames = Array.from({ length: Math.round((toS - fromS) * FRAMES_PER_S) }, (_, n) => ({
    ptsS: n / FRAMES_PER_S,
    durationS: 1 / FRAMES_PER_S,
    hash: `frame ${Math.round(fromS * FRAMES_PER_S) + n}`,
  }));
  const format = { name: 'mp4', startS: 0, durationS: toS - fromS };
  return { probe: { source: 'x.mp4', format, streams: [] }, decoded: { frames, audio } };
}

function joined(...parts: readonly Pcm[]): Pcm {
  return pcm(Float32Array.from(parts.flatMap(({ samples }) => [...samples])));
}

const clip = recording(0, CLIP_S, noiseOf(CLIP_S, 1)).decoded;
const dubs = [noiseOf(SEGMENT_S, 2), noiseOf(SEGMENT_S, 3), noiseOf(SEGMENT_S, 4)];
const [first, second, third] = dubs as [Pcm, Pcm, Pcm];
const reference: OutputReference = {
  clip,
  segments: dubs.map((dubbed, sequence): DubbedSegment => {
    const original = cutPcm(clip.audio, sequence * SEGMENT_S, SEGMENT_S);
    return { sequence, original, dubbed, source: locateAudio(original, clip.audio, sequence * SEGMENT_S) };
  }),
};
const origin = { late: false, leadInS: 0 };
const audioIn = (whole: RecordedMedia, publications: readonly RecordedMedia[] = []) =>
  measureOutput(whole, reference, { ...origin, publications }).segments.map(({ audio }) => audio);

test('classifies the audio of each segment of an output that was published once', () => {
  const original = cutPcm(clip.audio, SEGMENT_S, SEGMENT_S);
  expect(audioIn(recording(0, CLIP_S, joined(first, original, third)))).toEqual([
    'dubbed',
    'original',
    'dubbed',
  ]);
});

test('uses the last publication that contains all of a segment, otherwise the joined output', () => {
  // Ends in the third segment. The next one starts in the second, with the original audio up to the third.
  const before = recording(0, 4.5, joined(first, second, cutPcm(third, 0, 0.5)));
  const rest = cutPcm(clip.audio, 2.5, 1.5);
  const after = recording(2.5, CLIP_S, joined(rest, third));
  const whole = recording(0, CLIP_S, joined(first, cutPcm(second, 0, 0.5), rest, third));
  expect(audioIn(whole)).toEqual(['dubbed', 'original', 'dubbed']);
  expect(audioIn(whole, [before, after])).toEqual(['dubbed', 'dubbed', 'dubbed']);
  // The first publication ended before the end of the second segment.
  const shorter = recording(0, 3.5, joined(first, cutPcm(second, 0, 1.5)));
  expect(audioIn(whole, [shorter, after])).toEqual(['dubbed', 'original', 'dubbed']);
});

test('uses the later of two publications that contain a segment', () => {
  const before = recording(0, 4, joined(first, second));
  const after = recording(2, CLIP_S, joined(cutPcm(clip.audio, 2, 2), third));
  const whole = recording(0, CLIP_S, joined(first, cutPcm(clip.audio, 2, 2), third));
  expect(audioIn(whole, [before, after])).toEqual(['dubbed', 'original', 'dubbed']);
});

test('names the neighbour whose dubbed audio replaces that of a segment', () => {
  const replacementsIn = (...parts: readonly Pcm[]) =>
    measureOutput(recording(0, CLIP_S, joined(...parts)), reference, origin).segments.map(
      ({ audio, otherSegment }) => [audio, otherSegment],
    );
  expect(replacementsIn(first, third, second)).toEqual([
    ['dubbed', null],
    ['other', 2],
    ['other', 1],
  ]);
  expect(replacementsIn(first, noiseOf(SEGMENT_S, 9), third)[1]).toEqual(['other', null]);
});
