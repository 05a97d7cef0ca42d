import { expect, test } from 'vitest';
import { readOutput } from '../model/output-view.ts';
import { outputSection } from './output-section.ts';

function pageOf(output: unknown): string {
  const measured = readOutput(output);
  if (measured === undefined) throw new Error('expected measurements');
  return outputSection({ measured }, { inlined: false }).text;
}

const COUNTS = { missingHead: 0, missingInside: 0, missingTail: 2, changed: 1, repeated: 0, inserted: 0 };
const FRAMES = { reference: 300, identical: 297, ...COUNTS };
const SEGMENT = {
  ...{ sequence: 0, audio: 'dubbed', dubbedSimilarity: 0.9, originalSimilarity: 0.1, levelDbfs: -20 },
  offsetMs: 3,
};
const without = (object: object, name: string): object => ({ ...object, [name]: undefined });
const textOf = (markup: string): string => markup.replaceAll(/<[^>]*>/g, ' ');

test('shows complete measurements as numbers', () => {
  const page = pageOf({ frames: FRAMES, segments: [SEGMENT] });
  expect(page).not.toContain('not measured');
  expect(textOf(page)).toMatch(/297 same +2 missing +0 repeated +1 changed +0 not in the clip/);
  expect(textOf(page)).toMatch(/0 +dubbed +0\.90 +0\.10 +-20\.0 dBFS/);
  expect(page).toContain('measured in 1 of 1 segments, 3.0 to 3.0 ms');
});

test.each([
  ['identical', 'same: not measured'],
  ['repeated', 'repeated: not measured'],
  ['changed', 'changed: not measured'],
  ['inserted', 'not in the clip: not measured'],
  ['missingTail', 'at least 0 missing'],
])('shows a missing count of frames (%s) as "%s"', (name, text) => {
  expect(pageOf({ frames: without(FRAMES, name), segments: [] })).toContain(text);
});

test('shows frames as not measured when their number is missing', () => {
  const page = pageOf({ frames: {}, segments: [] });
  expect(page).toContain('<h3>Frames</h3><p><span class="note">not measured</span></p>');
});

test.each(['sequence', 'audio', 'dubbedSimilarity', 'originalSimilarity', 'levelDbfs'])(
  'shows a segment without %s as not measured',
  (name) => {
    const page = pageOf({ frames: FRAMES, segments: [without(SEGMENT, name)] });
    expect(page.match(/<span class="note">not measured<\/span>/g)).toHaveLength(1);
  },
);

test('shows the reason for a missing A/V offset', () => {
  const segment = { ...SEGMENT, offsetMs: null, notMeasuredReason: 'silent' };
  const page = pageOf({ frames: FRAMES, segments: [segment, { ...SEGMENT, sequence: 1 }] });
  expect(page).toContain('segment 0: not measured: silent');
  expect(page).toContain('measured in 1 of 2 segments');
  expect(pageOf({ frames: FRAMES, segments: [segment] })).toContain('not measured in any segment');
});

test('states how many differing frames are located', () => {
  const firstDifferences = [4, 5].map((referenceIndex) => ({ kind: 'changed', referenceIndex, ptsS: 0.1 }));
  const frames = { ...FRAMES, missingTail: 0, changed: 740 };
  expect(pageOf({ frames, segments: [] })).toContain('The differing frames are not located.');
  expect(pageOf({ frames: { ...frames, firstDifferences }, segments: [] })).toContain(
    'Only the first 2 of 740 differing frames are located.',
  );
});
