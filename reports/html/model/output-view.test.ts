import { expect, test } from 'vitest';
import { frameStretches, outputSchema } from './output-view.ts';

const measured = (frames: object) =>
  outputSchema.parse({ windows: [], frames: { reference: 10, identical: 10, ...frames } });

test('missing ends and placed differences become stretches', () => {
  const firstDifferences = [
    { kind: 'changed', referenceIndex: 4 },
    { kind: 'changed', referenceIndex: 5 },
    { kind: 'missing', referenceIndex: 8 },
    { kind: 'missing', referenceIndex: 9 },
  ];
  const { stretches, unplaced } = frameStretches(measured({ changed: 2, missingTail: 2, firstDifferences }));
  expect(stretches).toEqual([
    { kind: 'same', from: 0, count: 4 },
    { kind: 'changed', from: 4, count: 2 },
    { kind: 'same', from: 6, count: 2 },
    { kind: 'missing', from: 8, count: 2 },
  ]);
  expect(unplaced).toBe(0);
});

test('what the run has counted but not placed is told', () => {
  const firstDifferences = [{ kind: 'missing', referenceIndex: 3 }];
  expect(frameStretches(measured({ missingInside: 3, repeated: 1, firstDifferences })).unplaced).toBe(3);
});

test('a measurement that lacks fields still shows', () => {
  expect(frameStretches(measured({})).stretches).toEqual([{ kind: 'same', from: 0, count: 10 }]);
});
