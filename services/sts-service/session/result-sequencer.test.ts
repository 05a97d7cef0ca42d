import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Release, ResultSequencer } from './result-sequencer.ts';

const result = (sequence: number): Release<string> => ({ kind: 'result', sequence, result: `r${sequence}` });

function arrived(sequencer: ResultSequencer<string>, sequence: number, atMs = 0): void {
  sequencer.expect(sequence, atMs);
  sequencer.complete(sequence, `r${sequence}`);
}

describe('order', () => {
  test('holds a result until all earlier ones are released', () => {
    const sequencer = new ResultSequencer<string>(1000);
    for (const sequence of [0, 1, 2]) sequencer.expect(sequence, 0);
    sequencer.complete(2, 'r2');
    expect(sequencer.release(0)).toEqual([]);
    sequencer.complete(0, 'r0');
    expect(sequencer.release(0)).toEqual([result(0)]);
    sequencer.complete(1, 'r1');
    expect(sequencer.release(0)).toEqual([result(1), result(2)]);
    expect(sequencer.unanswered).toBe(0);
  });

  test('does not treat a pending number as a gap, however long it takes', () => {
    const sequencer = new ResultSequencer<string>(1000);
    sequencer.expect(0, 0);
    arrived(sequencer, 1);
    expect(sequencer.gapDeadlineMs()).toBeUndefined();
    expect(sequencer.release(1e9)).toEqual([]);
  });

  test('releases 0, 1, 2, … for any order of arrival and completion', () => {
    const permutation = fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 8 });
    fc.assert(
      fc.property(permutation, permutation, (arrivals, completions) => {
        const sequencer = new ResultSequencer<string>(1000);
        const out = arrivals.flatMap((sequence) => {
          sequencer.expect(sequence, 0);
          return sequencer.release(0);
        });
        for (const sequence of completions) {
          sequencer.complete(sequence, `r${sequence}`);
          out.push(...sequencer.release(0));
        }
        expect(out).toEqual([0, 1, 2, 3, 4, 5, 6, 7].map(result));
      }),
    );
  });
});

describe('gaps', () => {
  test('skips a gap after the timeout, counted from the first later arrival', () => {
    const sequencer = new ResultSequencer<string>(1000);
    arrived(sequencer, 3, 500);
    arrived(sequencer, 2, 900);
    expect(sequencer.gapDeadlineMs()).toBe(1500);
    expect(sequencer.release(1499)).toEqual([]);
    expect(sequencer.release(1500)).toEqual([{ kind: 'gap', from: 0, to: 1 }, result(2), result(3)]);
    expect([0, 1, 2, 3, 4].map((sequence) => sequencer.stateOf(sequence))).toEqual([
      'answered',
      'answered',
      'answered',
      'answered',
      'new',
    ]);
  });

  test('closes a gap when the number arrives', () => {
    const sequencer = new ResultSequencer<string>(1000);
    arrived(sequencer, 1, 0);
    arrived(sequencer, 0, 999);
    expect(sequencer.release(999)).toEqual([result(0), result(1)]);
    expect(sequencer.gapDeadlineMs()).toBeUndefined();
  });

  test('skips two gaps one after another', () => {
    const sequencer = new ResultSequencer<string>(1000);
    arrived(sequencer, 1, 0);
    arrived(sequencer, 3, 400);
    expect(sequencer.release(1000)).toEqual([{ kind: 'gap', from: 0, to: 0 }, result(1)]);
    expect(sequencer.gapDeadlineMs()).toBe(1400);
    expect(sequencer.release(1400)).toEqual([{ kind: 'gap', from: 2, to: 2 }, result(3)]);
  });

  test('reports no gap after the last arrival', () => {
    const sequencer = new ResultSequencer<string>(1000);
    expect(sequencer.release(Number.POSITIVE_INFINITY)).toEqual([]);
    arrived(sequencer, 1);
    sequencer.expect(2, 0);
    expect(sequencer.release(Number.POSITIVE_INFINITY)).toEqual([{ kind: 'gap', from: 0, to: 0 }, result(1)]);
    expect(sequencer.unanswered).toBe(1);
  });
});

test('skips a gap before any number of rejected fragments', () => {
  const sequencer = new ResultSequencer<string>(1000);
  for (let sequence = 200_000; sequence > 1; sequence -= 1) sequencer.rejected(sequence, 0);
  expect(sequencer.release(1000)).toEqual([{ kind: 'gap', from: 0, to: 1 }]);
  expect(sequencer.stateOf(200_001)).toBe('new');
  expect(sequencer.stateOf(200_000)).toBe('answered');
});

test('does not wait for a rejected number', () => {
  const sequencer = new ResultSequencer<string>(1000);
  sequencer.rejected(1, 0);
  arrived(sequencer, 2);
  expect(sequencer.stateOf(1)).toBe('answered');
  expect(sequencer.unanswered).toBe(1);
  arrived(sequencer, 0);
  expect(sequencer.release(0)).toEqual([result(0), result(2)]);
});
