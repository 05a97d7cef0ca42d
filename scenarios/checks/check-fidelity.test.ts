import { expect, test } from 'vitest';
import { type OutputMeasurement, outputMeasurementSchema } from '../evidence/output-measurement.ts';
import { judge } from '../testing/recording-context.ts';
import { checkFidelity } from './check-fidelity.ts';

type Window = OutputMeasurement['windows'][number];

const windowSchema = outputMeasurementSchema.shape.windows.element;
const dubbed: Window = windowSchema.parse({
  ...{ sequence: 0, heard: 'dubbed', dubbedCoefficient: 0.96, originalCoefficient: 0.1 },
  ...{ levelDbfs: -22, deltaMs: 0.4, originalBeneath: 0.03 },
  fidelity: { gainDb: 0.4, differsMs: 0, differsAtMs: null },
});

const MONO = { sampleRateHz: 48_000, channels: 1 };
const judged = (windows: readonly Window[], isJoined = false, sound = MONO) =>
  judge((ctx) => checkFidelity(ctx, { windows: [...windows], sound }, isJoined));

const [DIFFERS, LOUDNESS, BENEATH] = ['audio-mismatch-max', 'loudness-error-max', 'original-bleed-through'];

test('all of each window, as loud as it came, and nothing beneath it', () => {
  expect(judged([dubbed, { ...dubbed, sequence: 1 }])).toEqual({
    held: [DIFFERS, LOUDNESS, BENEATH],
    failed: [],
    unknown: [],
    notes: [],
  });
});

test('one piece of one window is something else', () => {
  const gap = { ...dubbed, sequence: 3, fidelity: { gainDb: 0, differsMs: 200, differsAtMs: 1100 } };
  const { failed, notes } = judged([dubbed, gap, dubbed]);
  expect(failed).toEqual([DIFFERS]);
  expect(notes).toEqual(['window 3, from 1.1 s of it on: silence, noise or another sound']);
  // What is put together of two publications has a seam in it.
  expect(judged([dubbed, gap], true)).toMatchObject({ failed: [], held: [LOUDNESS, BENEATH] });
});

test.each([-3.1, 3.1])('one window is off by %d dB', (gainDb) => {
  const off = { ...dubbed, sequence: 2, fidelity: { gainDb, differsMs: 0, differsAtMs: null } };
  const { failed, notes } = judged([dubbed, off, dubbed]);
  expect(failed).toEqual([LOUDNESS]);
  expect(notes).toEqual(['window 2; positive: louder than it came']);
});

test('of two channels one may be silent', () => {
  const half = { ...dubbed, fidelity: { gainDb: -6, differsMs: 0, differsAtMs: null } };
  expect(judged([half], false, { ...MONO, channels: 2 }).notes).toEqual([
    'window 0; positive: louder than it came; the mean of 2 channels: one may be silent',
  ]);
});

test('the original is heard beneath one window', () => {
  expect(judged([dubbed, { ...dubbed, originalBeneath: 0.17 }]).failed).toEqual([BENEATH]);
});

test('nothing is compared in windows in which neither is heard, or all of which is something else', () => {
  expect(judged([{ ...dubbed, heard: 'other', fidelity: null, originalBeneath: null }]).held).toEqual([]);
  const none = {
    ...dubbed,
    fidelity: { gainDb: null, differsMs: 2000, differsAtMs: 0 },
    originalBeneath: null,
  };
  expect(judged([none])).toMatchObject({ held: [], failed: [DIFFERS] });
});
