import { expect, test } from 'vitest';
import { AudioClock } from '../../harness/media/decode/audio-clock.ts';
import type { Pcm } from '../../harness/media/index.ts';
import { noise } from '../../harness/media/testing/noise.ts';
import type { DubbedFragment } from '../../harness/run-data/dubbed-fragments.ts';
import type { FragmentAudioMeasurement } from '../../harness/run-data/fragment-audio.ts';
import { recordChecks } from '../testing/record-checks.ts';
import { checkDubbedAudio } from './check-dubbed-audio.ts';
import { checkSegmentSpeech, segmentSpeech } from './check-segment-speech.ts';

const RATE_HZ = 8000;
const hiss = noise(6 * RATE_HZ, 1);
/** Three segments of 2 s; each is audible or silent. */
const clipOf = (...audible: readonly boolean[]): Pcm => ({
  sampleRateHz: RATE_HZ,
  samples: hiss.map((sample, index) =>
    audible[Math.floor(index / RATE_HZ / 2)] === true ? 0.3 * sample : 0,
  ),
  clock: new AudioClock([{ ptsS: 0, durationS: 6 }]),
});
const word = (second: number) => ({ word: 'one', value: 1, startS: second + 0.2, endS: second + 0.8 });
const file = { path: 'x', format: 'm4a', durationMs: 2000 };
const fragment = (sequence: number, transcript: string): DubbedFragment => ({
  ...{ fragmentId: `f${sequence}`, sequenceNumber: sequence, status: 'success', transcript },
  ...{ startS: sequence * 2, durationS: 2, sentAtMs: 0, processedAtMs: 1, original: file, dubbed: file },
});
const character = { dominantHz: 219, dominantShare: 0.2, change: 0.4, flatness: 0.004 };
const dub: Omit<FragmentAudioMeasurement, 'sequence'> = {
  ...{ segmentS: 2, durationS: 2, declaredS: 2, levelDbfs: -22, originalSimilarity: 0.03 },
  character: { kind: 'changing', ...character },
};
const DUBS = {
  dubbed: dub,
  silent: { ...dub, levelDbfs: null },
  original: { ...dub, originalSimilarity: 1 },
  hiss: { ...dub, character: { kind: 'noise', ...character } },
} as const;
type Dub = keyof typeof DUBS;

/** Makes the checks of three segments. */
function judged(
  sound: Pcm,
  spokenIn: readonly number[],
  dubs: readonly [Dub, Dub, Dub],
  transcripts = ['x', 'x', 'x'],
) {
  const clip = { words: spokenIn.map((sequence) => word(sequence * 2)) };
  const list = dubs.map((_, sequence) => fragment(sequence, transcripts[sequence] ?? ''));
  const audio = dubs.map((kind, sequence) => ({ sequence, ...DUBS[kind] }));
  const speech = segmentSpeech(list, audio, { clip, sound });
  const without = new Set([...speech.without.values()].map(({ sequence }) => sequence));
  const { failed, made } = recordChecks((ctx) => {
    checkSegmentSpeech(ctx, speech, { clip, sound, isEcho: false });
    checkDubbedAudio(ctx, audio, {
      ...{ durationTolerance: 0.1, mustDiffer: true, isLeadIn: () => false },
      isWithoutSpeech: (sequence) => without.has(sequence),
    });
  });
  const unmeasured = made.filter((check) => 'reason' in check);
  return {
    failed,
    exempt: [...without],
    /** Does not pass, and is nobody's fault. */
    inconclusive: unmeasured.some(({ inapplicable }) => inapplicable !== true),
    reasons: unmeasured.map(({ instance, reason }) => `${instance}: ${reason}`),
  };
}

const ALL = clipOf(true, true, true);

test('a healthy pipeline passes with a silent segment, which is not measured', () => {
  const found = judged(clipOf(true, false, true), [0, 2], ['dubbed', 'silent', 'dubbed']);
  expect(found).toMatchObject({ failed: [], exempt: [1], inconclusive: false });
  expect(found.reasons).toEqual(['segment 1: its audio in the clip is silent']);
});

test('a healthy pipeline passes with a segment in which music plays, according to the manifest', () => {
  expect(judged(ALL, [0, 2], ['dubbed', 'silent', 'dubbed'])).toMatchObject({
    failed: [],
    exempt: [1],
    inconclusive: false,
  });
});

test.each<[string, readonly [Dub, Dub, Dub], string]>([
  ['silent', ['dubbed', 'silent', 'silent'], 'dubbed-level-min'],
  ['the original', ['dubbed', 'silent', 'original'], 'original-similarity-max'],
  ['noise', ['dubbed', 'silent', 'hiss'], 'dubbed-audio-not-speech'],
])('a segment with speech whose dub is %s fails, beside a silent one', (_, dubs, failed) => {
  expect(judged(clipOf(true, false, true), [0, 2], dubs).failed).toEqual([failed]);
});

test.each<[string, Pcm, readonly number[], Dub]>([
  ['a silent clip', clipOf(false, false, false), [], 'silent'],
  ['a silent clip, echoed', clipOf(false, false, false), [], 'original'],
  ['a clip of noise', ALL, [], 'silent'],
  ['a clip of noise, echoed', ALL, [], 'original'],
])(
  '%s is inconclusive: it shows neither that a pipeline dubs nor that it does not',
  (_, sound, spoken, kind) => {
    const found = judged(sound, spoken, [kind, kind, kind], ['', '', '']);
    expect(found).toMatchObject({ failed: [], inconclusive: true });
    expect(found.reasons.at(-1)).toBeDefined();
    expect(found.reasons).toContainEqual(expect.stringContaining('Use a clip with speech'));
  },
);

test('words of the manifest that are silent in the clip are stated', () => {
  const { reasons, failed } = judged(clipOf(true, false, true), [0, 1, 2], ['dubbed', 'silent', 'dubbed']);
  expect(failed).toEqual([]);
  expect(reasons).toContain('silent words: the manifest lists one, where the audio of the clip is silent');
});
