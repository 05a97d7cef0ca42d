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
const WINDOW_S = 2;
const CLIP_S = 6;

/** Sound of `seconds`, the same for the same seed. */
function sound(seconds: number, seed: number): Pcm {
  return pcm(noise(seconds * RATE_HZ, seed));
}

function pcm(samples: Float32Array): Pcm {
  const durationS = samples.length / RATE_HZ;
  return { sampleRateHz: RATE_HZ, samples, clock: new AudioClock([{ ptsS: 0, durationS }]) };
}

/** A recording that begins with the clip's picture of `fromS`, and has this sound. */
function recording(fromS: number, toS: number, audio: Pcm): RecordedMedia {
  const frames = Array.from({ length: Math.round((toS - fromS) * FRAMES_PER_S) }, (_, n) => ({
    ptsS: n / FRAMES_PER_S,
    durationS: 1 / FRAMES_PER_S,
    hash: `picture ${Math.round(fromS * FRAMES_PER_S) + n}`,
  }));
  const format = { name: 'mp4', startS: 0, durationS: toS - fromS };
  return { probe: { source: 'x.mp4', format, streams: [] }, decoded: { frames, audio } };
}

function joinedSound(...sounds: readonly Pcm[]): Pcm {
  return pcm(Float32Array.from(sounds.flatMap(({ samples }) => [...samples])));
}

const clip = recording(0, CLIP_S, sound(CLIP_S, 1)).decoded;
const dubs = [sound(WINDOW_S, 2), sound(WINDOW_S, 3), sound(WINDOW_S, 4)];
const [first, second, third] = dubs as [Pcm, Pcm, Pcm];
const reference: OutputReference = {
  clip,
  windows: dubs.map((dubbed, sequence): DubbedSegment => {
    const original = cutPcm(clip.audio, sequence * WINDOW_S, WINDOW_S);
    return { sequence, original, dubbed, source: locateAudio(original, clip.audio, sequence * WINDOW_S) };
  }),
};
const origin = { late: false, leadInS: 0 };
const heardIn = (whole: RecordedMedia, publications: readonly RecordedMedia[] = []) =>
  measureOutput(whole, reference, { ...origin, publications }).windows.map(({ heard }) => heard);

test('what is heard in each window, of an output that was published once', () => {
  const original = cutPcm(clip.audio, WINDOW_S, WINDOW_S);
  expect(heardIn(recording(0, CLIP_S, joinedSound(first, original, third)))).toEqual([
    'dubbed',
    'original',
    'dubbed',
  ]);
});

test('a window is heard in the last publication that holds all of it, and what is in none where they are joined', () => {
  // Ends in the third window. The next one begins in the second, with the original sound up to the third.
  const before = recording(0, 4.5, joinedSound(first, second, cutPcm(third, 0, 0.5)));
  const rest = cutPcm(clip.audio, 2.5, 1.5);
  const after = recording(2.5, CLIP_S, joinedSound(rest, third));
  const joined = recording(0, CLIP_S, joinedSound(first, cutPcm(second, 0, 0.5), rest, third));
  expect(heardIn(joined)).toEqual(['dubbed', 'original', 'dubbed']);
  expect(heardIn(joined, [before, after])).toEqual(['dubbed', 'dubbed', 'dubbed']);
  // The first one had not come to the end of the second window.
  const shorter = recording(0, 3.5, joinedSound(first, cutPcm(second, 0, 1.5)));
  expect(heardIn(joined, [shorter, after])).toEqual(['dubbed', 'original', 'dubbed']);
});

test('of a window that two publications hold, the later one counts', () => {
  const before = recording(0, 4, joinedSound(first, second));
  const after = recording(2, CLIP_S, joinedSound(cutPcm(clip.audio, 2, 2), third));
  const joined = recording(0, CLIP_S, joinedSound(first, cutPcm(clip.audio, 2, 2), third));
  expect(heardIn(joined, [before, after])).toEqual(['dubbed', 'original', 'dubbed']);
});

test('in the place of a window the dubbed sound of its neighbour is named', () => {
  const insteadIn = (...sounds: readonly Pcm[]) =>
    measureOutput(recording(0, CLIP_S, joinedSound(...sounds)), reference, origin).windows.map(
      ({ heard, instead }) => [heard, instead],
    );
  expect(insteadIn(first, third, second)).toEqual([
    ['dubbed', null],
    ['other', 2],
    ['other', 1],
  ]);
  expect(insteadIn(first, sound(WINDOW_S, 9), third)[1]).toEqual(['other', null]);
});
