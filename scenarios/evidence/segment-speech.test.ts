import { expect, test } from 'vitest';
import { AudioClock } from '../../harness/media/decode/audio-clock.ts';
import type { Pcm } from '../../harness/media/index.ts';
import { noise } from '../../harness/media/testing/noise.ts';
import { audibleWords, speechIn } from './segment-speech.ts';

const RATE_HZ = 8000;
const SECONDS = 8;

function pcm(sampleAt: (timeS: number, index: number) => number): Pcm {
  const samples = Float32Array.from({ length: SECONDS * RATE_HZ }, (_, index) =>
    sampleAt(index / RATE_HZ, index),
  );
  return { sampleRateHz: RATE_HZ, samples, clock: new AudioClock([{ ptsS: 0, durationS: SECONDS }]) };
}

const hiss = noise(SECONDS * RATE_HZ, 1);
/** A sound of which pitch and level change four times a second. */
const babble = (timeS: number): number => {
  const syllable = Math.floor(timeS * 4);
  const pitchHz = 200 + ((syllable * 7919) % 11) * 90;
  const level = Math.sin(Math.PI * ((timeS * 4) % 1)) ** 2;
  return (
    0.3 *
    level *
    (Math.sin(2 * Math.PI * pitchHz * timeS) + 0.5 * Math.sin(2 * Math.PI * 3 * pitchHz * timeS))
  );
};
const SPEECH_LIKE = pcm(babble);
const words = [
  { word: 'one', value: 1, startS: 0.3, endS: 0.7 },
  { word: 'two', value: 2, startS: 1.8, endS: 2.3 },
];
const segment = { startS: 0, durationS: 2 };

test.each<[string, { readonly words: typeof words }, Pcm | undefined, number, string]>([
  ['a word', { words }, SPEECH_LIKE, 0, 'speech'],
  ['a word, without the audio of the clip', { words }, undefined, 0, 'speech'],
  ['most of a word', { words }, SPEECH_LIKE, 2, 'speech'],
  ['no word, in a clip with others', { words }, SPEECH_LIKE, 4, 'none'],
  ['no word, in a clip whose words are unknown', { words: [] }, SPEECH_LIKE, 0, 'unknown'],
  ['silence, in a clip whose words are unknown', { words: [] }, pcm(() => 0), 0, 'none'],
  ['silence where the manifest lists a word', { words }, pcm(() => 0), 0, 'none'],
  ['quiet noise', { words: [] }, pcm((_, index) => 0.0003 * (hiss[index] ?? 0)), 0, 'none'],
  ['noise', { words: [] }, pcm((_, index) => 0.3 * (hiss[index] ?? 0)), 0, 'none'],
  ['noise beneath a word', { words }, pcm((_, index) => 0.3 * (hiss[index] ?? 0)), 0, 'speech'],
  ['a tone', { words: [] }, pcm((timeS) => 0.3 * Math.sin(2 * Math.PI * 440 * timeS)), 0, 'none'],
])('a segment with %s', (_, clip, sound, startS, kind) => {
  expect(speechIn({ ...segment, startS }, clip, sound).kind).toBe(
    // The middle of "two" lies in the segment from 2 s on.
    kind,
  );
});

test('states the reason', () => {
  const reasonOf = (clip: { readonly words: typeof words }, sound: Pcm, startS = 0) => {
    const speech = speechIn({ ...segment, startS }, clip, sound);
    return speech.kind === 'speech' ? 'speech' : speech.reason;
  };
  expect(
    reasonOf(
      { words },
      pcm(() => 0),
    ),
  ).toBe('its audio in the clip is silent');
  expect(reasonOf({ words }, SPEECH_LIKE, 4)).toBe('the manifest of the clip lists no word there');
  expect(reasonOf({ words: [] }, SPEECH_LIKE)).toBe('the manifest of the clip lists no words');
  expect(
    reasonOf(
      { words: [] },
      pcm((timeS) => 0.3 * Math.sin(2 * Math.PI * 440 * timeS)),
    ),
  ).toMatch(/a tone of 4\d\d Hz/);
});

test('a word that is silent in the clip is not expected', () => {
  const sound = pcm((timeS) => (timeS < 1 ? babble(timeS) : 0));
  expect(audibleWords({ words }, sound).map(({ word }) => word)).toEqual(['one']);
  expect(audibleWords({ words }, undefined)).toEqual(words);
});
