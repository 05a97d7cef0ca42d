import { expect, test } from 'vitest';
import { compareFrames } from './compare-frames.ts';

/** Frames at 10 fps, one per letter, from `startS` on. */
const frames = (letters: string, startS = 0) =>
  [...letters].map((hash, index) => ({ hash, ptsS: startS + index / 10, durationS: 0.1 }));
const none = { missingHead: 0, missingInside: 0, missingTail: 0, changed: 0, repeated: 0, inserted: 0 };

test.each([
  ['abcdef', 'abcdef', {}],
  ['abcdef', 'cdef', { missingHead: 2 }],
  ['abcdef', 'abcd', { missingTail: 2 }],
  ['abcdef', 'abef', { missingInside: 2 }],
  ['abcdef', 'bce', { missingHead: 1, missingInside: 1, missingTail: 1 }],
  ['abcdef', 'abXYef', { changed: 2 }],
  ['abcdef', 'Xbcdef', { changed: 1 }],
  ['abcdef', 'abcdeX', { changed: 1 }],
  ['abcdef', 'abXef', { changed: 1, missingInside: 1 }],
  ['abcdef', 'abbbcdef', { repeated: 2 }],
  ['abcdef', 'abcdeff', { repeated: 1 }],
  ['abcdef', 'abXcdef', { inserted: 1 }],
  ['abcdef', 'XXabcdef', { inserted: 1, repeated: 1 }],
  ['abcdef', 'abXXdef', { changed: 1, repeated: 1 }],
  ['abcdef', 'abbdef', { repeated: 1, missingInside: 1 }],
  ['aabbcc', 'aabbcc', {}],
  ['aabbcc', 'abbcc', { missingInside: 1 }],
  ['abcdef', '', { missingTail: 6 }],
  ['', 'ab', { inserted: 2 }],
])('compares %s with %s', (reference, candidate, counts) => {
  const comparison = compareFrames(frames(reference), frames(candidate));
  expect(comparison).toMatchObject({ ...none, ...counts });
  const { identical, missingHead, missingInside, missingTail, changed, repeated, inserted } = comparison;
  expect(identical + missingHead + missingInside + missingTail + changed).toBe(reference.length);
  expect(identical + changed + repeated + inserted).toBe(candidate.length);
});

test('lists the differences in order, with index and time', () => {
  const { firstDifferences } = compareFrames(frames('abcdef'), frames('bXdeef', 5));
  expect(firstDifferences).toEqual([
    { kind: 'missing', referenceIndex: 0, ptsS: 0 },
    { kind: 'changed', referenceIndex: 2, candidateIndex: 1, ptsS: 5.1 },
    { kind: 'repeated', candidateIndex: 4, ptsS: 5.4 },
  ]);
});

test('pairs the frames before the first identical one as changed', () => {
  expect(compareFrames(frames('abcdef'), frames('Xdef')).firstDifferences).toEqual([
    { kind: 'missing', referenceIndex: 0, ptsS: 0 },
    { kind: 'missing', referenceIndex: 1, ptsS: 0.1 },
    { kind: 'changed', referenceIndex: 2, candidateIndex: 0, ptsS: 0 },
  ]);
});

test('lists at most ten differences', () => {
  const reference = frames('abcdefghijklmnopqrstuvwxyz');
  const candidate = reference.filter((_, index) => index % 2 === 0);
  const comparison = compareFrames(reference, candidate);
  expect(comparison.firstDifferences).toHaveLength(10);
  expect(comparison.missingInside + comparison.missingTail).toBe(13);
});

test('maps times by the identical frames', () => {
  const { mapping } = compareFrames(frames('abcdef'), frames('bXdef', 5));
  expect(mapping.pairs).toHaveLength(4);
  expect(mapping.candidateTimeOf(0.15)).toBeCloseTo(5.05, 9);
});

test.each([
  ['maps each frame of a freeze frame that is equally long in both', 'abbbcd', 'abbbcd', 'abbbcd'],
  ['maps a repeated frame by its first time', 'abcd', 'abbcd', 'abcd'],
  ['maps no frame of a freeze frame that lost frames', 'abbbcd', 'abbcd', 'acd'],
  ['maps no frame of a freeze frame that gained frames', 'abbcd', 'abbbcd', 'acd'],
  ['maps nothing when a freeze frame of a different length is all there is', 'bbbbb', 'bbbb', ''],
])('%s', (_case, reference, candidate, known) => {
  const { mapping, identical } = compareFrames(frames(reference), frames(candidate));
  const shown = mapping.pairs.map(({ referencePtsS }) => reference[Math.round(referencePtsS * 10)]);
  expect(shown.join('')).toBe(known);
  expect(identical).toBe(Math.min(reference.length, candidate.length));
});
