import { expect, test } from 'vitest';
import { recordChecks } from '../testing/record-checks.ts';
import { checkReceived, type ReceivedFrames } from './check-frames.ts';

const recorded = (received: ReceivedFrames | undefined) =>
  recordChecks((ctx) => checkReceived(ctx, { frameCount: 300, received })).made;

test.each([
  [300, 0, 'recorder drops the last one'],
  [299, 1, 'recorder drops the last one'],
  [297, 3, 'lost on the way to the worker'],
  // A recorder that keeps more than was published has lost nothing.
  [301, 0, 'recorder drops the last one'],
])('%i of 300 frames were received', (frames, actual, note) => {
  expect(recorded({ frames })).toEqual([
    {
      id: 'input-frames-missing',
      actual,
      limit: { max: 1 },
      unit: 'frames',
      note: expect.stringContaining(note),
    },
  ]);
});

test('a recording that cannot be read is not measured', () => {
  expect(recorded({ problem: 'it is gone' })).toEqual([{ id: 'input-frames-missing', reason: 'it is gone' }]);
});

test('does not compare an input that is not recorded', () => {
  expect(recorded(undefined)).toEqual([]);
});
