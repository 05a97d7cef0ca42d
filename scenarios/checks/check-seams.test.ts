import { expect, test } from 'vitest';
import type { Seam } from '../evidence/output-measurement.ts';
import { type Judged, judge } from '../testing/recording-context.ts';
import { checkSeams } from './check-seams.ts';

const limits = { times: 1, maxRepeatedS: 1.6, maxSoundOffMs: 10 };
const seam: Seam = { atS: 5.023, repeatedFrames: 16, missingFrames: 0, soundOffMs: 0.7, clockOffMs: 0 };

const judged = (seams: readonly Seam[]): Judged => judge((ctx) => checkSeams(ctx, seams, limits, 30));

test('some of it is shown twice, sound and timestamps are where they were', () => {
  const all = ['output-publications', 'seam-repeated', 'seam-audio-shift', 'seam-timestamp-shift'];
  expect(judged([seam])).toMatchObject({ held: all, failed: [], unknown: [] });
});

test.each<[string, Partial<Seam>]>([
  ['seam-repeated', { repeatedFrames: 49 }],
  ['seam-audio-shift', { soundOffMs: -21.3 }],
  ['seam-timestamp-shift', { clockOffMs: -21 }],
])('%s too far', (name, change) => {
  expect(judged([{ ...seam, ...change }]).failed).toEqual([name]);
});

test('an output that was never lost, or once too often', () => {
  expect(judged([]).failed).toEqual(['output-publications']);
  expect(judged([seam, seam]).failed).toEqual(['output-publications']);
});

test('sound that is not found is not taken for right; timestamps that nobody was told are left aside', () => {
  const found = judged([{ ...seam, soundOffMs: null, clockOffMs: null }]);
  expect(found).toMatchObject({ failed: [], unknown: ['seam-audio-shift'] });
});
