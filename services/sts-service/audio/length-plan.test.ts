import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planLength, sourceDurationMs } from './length-plan.ts';

test.each([
  ['plays faster', 9000, { tempo: 1.5, durationMs: 6000, status: 'success' }],
  ['plays slower', 4000, { tempo: 4000 / 6000, durationMs: 6000, status: 'success' }],
  ['is padded with silence at half speed', 1000, { tempo: 0.5, durationMs: 6000, status: 'success' }],
  ['succeeds up to 10 % over', 13_200, { tempo: 2, durationMs: 6600, status: 'success' }],
  ['is partial beyond 10 %', 13_201, { tempo: 2, durationMs: 6600.5, status: 'partial' }],
  ['is partial up to 20 % over', 14_400, { tempo: 2, durationMs: 7200, status: 'partial' }],
  ['fails beyond 20 %', 14_401, { tempo: 2, durationMs: 7200.5, status: 'failed' }],
])('speech for a 6 s source %s', (_case, speechMs, expected) => {
  expect(planLength(speechMs, 6000)).toMatchObject(expected);
});

test('keeps the tempo within its limits and never returns a short duration', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 200_000 }),
      fc.integer({ min: 1, max: 60_000 }),
      (speechMs, sourceMs) => {
        const { tempo, durationMs, off } = planLength(speechMs, sourceMs);
        expect(tempo).toBeGreaterThanOrEqual(0.5);
        expect(tempo).toBeLessThanOrEqual(2);
        expect(durationMs).toBeGreaterThanOrEqual(sourceMs);
        expect(durationMs * tempo + 1e-6).toBeGreaterThanOrEqual(speechMs);
        expect(off).toBeCloseTo(durationMs / sourceMs - 1);
      },
    ),
  );
});

test('uses the labelled duration within the slack of AAC', () => {
  expect(sourceDurationMs(6042.6, 6000, 48_000)).toBe(6000);
  expect(sourceDurationMs(2043, 2000, 48_000)).toBe(2000);
  expect(sourceDurationMs(6120, 6000, 16_000)).toBe(6000);
});

test('uses the decoded duration beyond the slack, and for the label 0', () => {
  expect(sourceDurationMs(6050, 6000, 48_000)).toBe(6050);
  expect(sourceDurationMs(3000, 6000, 48_000)).toBe(3000);
  expect(sourceDurationMs(20, 0, 48_000)).toBe(20);
});
