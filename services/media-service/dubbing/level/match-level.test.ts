import { expect, test } from 'vitest';
import { gatedLoudness } from '../../../../lib/loudness/gated-loudness.ts';
import { fromChannels, toFloatChannels } from '../../ffmpeg/pcm-channels.ts';
import { matchLevel } from './match-level.ts';

const RATE_HZ = 48_000;

/** Syllables of a tone. The pauses are silent. */
function voice(levelDbfs: number, frequencyHz = 300): Float32Array {
  const amplitude = 10 ** (levelDbfs / 20);
  return Float32Array.from({ length: 3 * RATE_HZ }, (_, at) => {
    const timeS = at / RATE_HZ;
    const isPause = timeS % 1 > 0.7;
    return isPause ? 0 : amplitude * Math.sin(2 * Math.PI * frequencyHz * timeS);
  });
}

const silence = () => new Float32Array(3 * RATE_HZ);
const highestOf = (samples: Float32Array) =>
  samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
const scaled = (samples: Float32Array, factor: number) => samples.map((sample) => sample * factor);

function match(dub: readonly Float32Array[], original: readonly Float32Array[]) {
  const format = { sampleRateHz: RATE_HZ, channels: original.length };
  const input = fromChannels(dub);
  const levelled = matchLevel(input, fromChannels(original), format);
  const channels = toFloatChannels(levelled.pcm, format);
  return { ...levelled, input, channels, lufs: gatedLoudness(channels, RATE_HZ) ?? Number.NaN };
}

const quiet = voice(-34, 500);
const loud = voice(-12, 500);
const normal = voice(-20);

test.each<[string, readonly Float32Array[], readonly Float32Array[]]>([
  ['a quiet mono dub', [voice(-28, 500)], [normal]],
  ['a loud mono dub', [voice(-10, 500)], [normal]],
  ['a mono dub in both channels', [normal, normal], [voice(-23), voice(-23)]],
  ['an original in the left channel only', [normal, normal], [normal, silence()]],
  ['an original in the right channel only', [normal, normal], [silence(), normal]],
  ['an original with an inverted channel', [loud, loud], [normal, scaled(normal, -1)]],
  ['an original with unequal channels', [loud, loud], [normal, scaled(normal, 0.25)]],
  ['a dub in one channel', [silence(), loud], [normal, normal]],
])('%s becomes as loud as its original', (_, dub, original) => {
  const { lufs, gainDb } = match(dub, original);
  expect(Math.abs(lufs - (gatedLoudness(original, RATE_HZ) as number))).toBeLessThan(0.1);
  expect(Math.abs(gainDb)).toBeGreaterThan(0.5);
});

test('does not change the balance of the channels', () => {
  const { channels } = match([loud, scaled(loud, 0.5)], [normal, normal]);
  const [left = 0, right = 0] = channels.map(highestOf);
  expect(left / right).toBeCloseTo(2, 1);
});

test.each([
  ['a dub that is 30 dB too quiet', voice(-42, 500), voice(-12), 12],
  ['a dub that is 30 dB too loud', voice(-10, 500), voice(-40), -12],
])('changes %s by 12 dB', (_, dub, original, gainDb) => {
  expect(match([dub], [original]).gainDb).toBe(gainDb);
});

test.each<[string, Float32Array, Float32Array]>([
  ['a silent original', quiet, silence()],
  ['an original of noise below −50 LUFS', quiet, voice(-60)],
  ['a silent dub', silence(), normal],
  ['a dub of noise below −50 LUFS', voice(-60), normal],
  ['a dub of the same level', voice(-20), normal],
  ['a dub within 0.5 LU', voice(-20.4), normal],
])('%s keeps every sample', (_, dub, original) => {
  const { pcm, input, ...levelled } = match([dub], [original]);
  expect(levelled).toMatchObject({ gainDb: 0, limitedDb: 0 });
  expect(pcm).toBe(input);
});

test('limits the peaks that the gain raises, and reports by how much', () => {
  // The click is 10 dB above the voice.
  const withClick = voice(-20, 500);
  for (let at = 0; at < 20; at += 1) withClick[RATE_HZ + at] = 0.5;
  const { channels, gainDb, limitedDb, lufs } = match([withClick], [voice(-9.5)]);
  expect(gainDb).toBeGreaterThan(9);
  expect(limitedDb).toBeGreaterThan(4);
  expect(highestOf(channels[0] as Float32Array)).toBeLessThanOrEqual(10 ** (-0.95 / 20));
  expect(lufs).toBeCloseTo(gatedLoudness([voice(-9.5)], RATE_HZ) as number, 0);
});

test('limits the peaks of a dub whose level is not changed', () => {
  const hot = voice(0, 500);
  const { gainDb, limitedDb } = match([hot], [silence()]);
  expect([gainDb, limitedDb]).toEqual([0, expect.closeTo(1, 1)]);
});
