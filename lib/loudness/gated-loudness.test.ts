import { expect, test } from 'vitest';
import { gatedLoudness } from './gated-loudness.ts';

const RATES_HZ = [8000, 22_050, 44_100, 48_000, 96_000];

function sine(sampleRateHz: number, levelDbfs: number, durationS = 3, frequencyHz = 997): Float32Array {
  const amplitude = 10 ** (levelDbfs / 20);
  return Float32Array.from(
    { length: durationS * sampleRateHz },
    (_, at) => amplitude * Math.sin((2 * Math.PI * frequencyHz * at) / sampleRateHz),
  );
}

function joined(...parts: readonly Float32Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

test.each(RATES_HZ)('measures the reference sine of BS.1770-4 at %d Hz', (sampleRateHz) => {
  const full = sine(sampleRateHz, 0);
  expect(gatedLoudness([full], sampleRateHz)).toBeCloseTo(-3.01, 1);
  // EBU Tech 3341, case 1: a stereo sine of −23 dBFS in each channel.
  const reference = sine(sampleRateHz, -23);
  expect(gatedLoudness([reference, reference], sampleRateHz)).toBeCloseTo(-23, 1);
});

test('adds the powers of the channels: one channel of two is as loud as mono', () => {
  const tone = sine(48_000, -20);
  const silent = new Float32Array(tone.length);
  const mono = gatedLoudness([tone], 48_000) as number;
  expect(gatedLoudness([tone, silent], 48_000)).toBeCloseTo(mono, 6);
  expect(gatedLoudness([silent, tone], 48_000)).toBeCloseTo(mono, 6);
  expect(gatedLoudness([tone, tone], 48_000)).toBeCloseTo(mono + 3.01, 2);
  const inverted = tone.map((sample) => -sample);
  expect(gatedLoudness([tone, inverted], 48_000)).toBeCloseTo(mono + 3.01, 2);
});

test('pauses and quiet passages do not count', () => {
  const loud = sine(48_000, -23, 20);
  const expected = gatedLoudness([loud], 48_000) as number;
  // EBU Tech 3341 allows 0.1 LU.
  const expectAsLoud = (...parts: readonly Float32Array[]): void => {
    const loudness = gatedLoudness([joined(...parts)], 48_000) as number;
    expect(Math.abs(loudness - expected)).toBeLessThanOrEqual(0.1);
  };
  expectAsLoud(loud, new Float32Array(480_000));
  // EBU Tech 3341, cases 3 and 4: −36, −23 and −36 dBFS, and passages below the absolute gate.
  const quiet = sine(48_000, -36, 2);
  expectAsLoud(quiet, loud, quiet);
  const nearlySilent = sine(48_000, -75, 2);
  expectAsLoud(nearlySilent, loud, nearlySilent);
});

test.each([
  ['digital silence', [new Float32Array(48_000)]],
  ['silence in two channels', [new Float32Array(48_000), new Float32Array(48_000)]],
  ['less than one block', [sine(48_000, -20, 0.39)]],
  ['noise of 16 bits', [sine(48_000, -90, 3)]],
  ['no samples', [new Float32Array(0)]],
  ['no channel', []],
])('%s has no loudness', (_, channels) => {
  expect(gatedLoudness(channels, 48_000)).toBeUndefined();
});
