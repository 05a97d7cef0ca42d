import { expect, test } from 'vitest';
import { frameStretches, readOutput } from './output-view.ts';

const stretchesOf = (frames: object) => {
  const measured = readOutput({ windows: [], frames: { reference: 10, identical: 10, ...frames } });
  return measured && frameStretches(measured);
};

test('turns missing ends and located differences into stretches', () => {
  const firstDifferences = [
    { kind: 'changed', referenceIndex: 4, ptsS: 0.4 },
    { kind: 'changed', referenceIndex: 5, ptsS: 0.5 },
    { kind: 'missing', referenceIndex: 8, ptsS: 0.8 },
    { kind: 'missing', referenceIndex: 9, ptsS: 0.9 },
  ];
  const { stretches, unplaced } = stretchesOf({ changed: 2, missingTail: 2, firstDifferences }) ?? {};
  expect(stretches).toEqual([
    { kind: 'same', from: 0, count: 4 },
    { kind: 'changed', from: 4, count: 2 },
    { kind: 'same', from: 6, count: 2 },
    { kind: 'missing', from: 8, count: 2 },
  ]);
  expect(unplaced).toBe(0);
});

test('counts the differences without a position', () => {
  const firstDifferences = [{ kind: 'missing', referenceIndex: 3, ptsS: 0.3 }];
  const stretches = stretchesOf({ missingInside: 3, repeated: 1, firstDifferences });
  expect(stretches).toMatchObject({ placed: 1, unplaced: 3 });
});

test('shows a measurement that lacks fields', () => {
  expect(stretchesOf({})?.stretches).toEqual([{ kind: 'same', from: 0, count: 10 }]);
});

test('does not claim that frames are the same when differences were not measured', () => {
  expect(stretchesOf({ identical: undefined, missingHead: 2 })?.stretches).toEqual([
    { kind: 'missing', from: 0, count: 2 },
    { kind: 'unknown', from: 2, count: 8 },
  ]);
  expect(stretchesOf({ reference: undefined })).toBeUndefined();
});

test('leaves out missing and invalid fields instead of replacing them', () => {
  const segments = [{ sequence: 3, audio: 'dubbed', levelDbfs: 'loud', offsetMs: null }];
  expect(readOutput({ frames: { changed: '5' }, segments })).toEqual({
    frames: {},
    segments: [{ sequence: 3, audio: 'dubbed', offsetMs: null }],
  });
});

test('ignores outputs of other steps', () => {
  expect([undefined, 5, {}, { frames: {} }, { segments: [] }].map(readOutput)).toEqual(
    Array(5).fill(undefined),
  );
});
