import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planLength } from './length-plan.ts';

test.each([
  ['is played faster', 9000, { tempo: 1.5, durationMs: 6000, verdict: 'success' }],
  ['is played slower', 4000, { tempo: 4000 / 6000, durationMs: 6000, verdict: 'success' }],
  ['gets silence at half its speed', 1000, { tempo: 0.5, durationMs: 6000, verdict: 'success' }],
  ['may be 10 % over', 13_200, { tempo: 2, durationMs: 6600, verdict: 'success' }],
  ['is right in part beyond', 13_201, { tempo: 2, durationMs: 6600.5, verdict: 'partial' }],
  ['may be 20 % over', 14_400, { tempo: 2, durationMs: 7200, verdict: 'partial' }],
  ['is not right beyond', 14_401, { tempo: 2, durationMs: 7200.5, verdict: 'failed' }],
])('speech for 6 s %s', (_case, speechMs, expected) => {
  expect(planLength(speechMs, 6000)).toMatchObject(expected);
});

test('the tempo is always in bounds, and the length never short', () => {
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
