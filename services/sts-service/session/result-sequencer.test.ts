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

describe('rejected numbers', () => {
  test('hold back no later result, which uses them up', () => {
    const sequencer = new ResultSequencer<string>(1000);
    for (const sequence of [0, 1]) sequencer.rejected(sequence);
    sequencer.expect(2, 0);
    expect(sequencer.release(1e9)).toEqual([]);
    expect([0, 1, 2].map((sequence) => sequencer.stateOf(sequence))).toEqual(['new', 'new', 'pending']);
    sequencer.complete(2, 'r2');
    expect(sequencer.release(0)).toEqual([result(2)]);
    expect([0, 1].map((sequence) => sequencer.stateOf(sequence))).toEqual(['answered', 'answered']);
  });

  test('can follow in a corrected fragment until a later result is released', () => {
    const sequencer = new ResultSequencer<string>(1000);
    sequencer.rejected(0);
    sequencer.expect(1, 0);
    arrived(sequencer, 0);
    sequencer.complete(1, 'r1');
    expect(sequencer.release(0)).toEqual([result(0), result(1)]);
  });

  test('start no gap, and end one', () => {
    const sequencer = new ResultSequencer<string>(1000);
    for (const sequence of [2, 4]) sequencer.rejected(sequence);
    expect([sequencer.gapDeadlineMs(), sequencer.unanswered]).toEqual([undefined, 0]);
    expect(sequencer.release(Number.POSITIVE_INFINITY)).toEqual([]);
    arrived(sequencer, 5, 100);
    expect(sequencer.release(1099)).toEqual([]);
    expect(sequencer.release(1100)).toEqual([
      { kind: 'gap', from: 0, to: 1 },
      { kind: 'gap', from: 3, to: 3 },
      result(5),
    ]);
  });

  test('are remembered up to a limit', () => {
    const sequencer = new ResultSequencer<string>(1000);
    for (let sequence = 0; sequence < 200_000; sequence += 1) sequencer.rejected(sequence);
    arrived(sequencer, 200_000);
    expect(sequencer.release(1000)).toEqual([{ kind: 'gap', from: 0, to: 198_999 }, result(200_000)]);
  });

  test('are answered or open for any order of rejections, corrections and completions', () => {
    const events = fc.array(fc.tuple(fc.constantFrom('reject', 'send'), fc.nat(5)), { maxLength: 30 });
    fc.assert(
      fc.property(events, (steps) => {
        const sequencer = new ResultSequencer<string>(1000);
        const sent = new Set<number>();
        const out: Release<string>[] = [];
        for (const [what, sequence] of steps) {
          const released = out.map((release) => (release.kind === 'gap' ? release.to : release.sequence));
          const isUsedUp = sequence <= Math.max(-1, ...released);
          expect(sequencer.stateOf(sequence)).toBe(
            isUsedUp ? 'answered' : sent.has(sequence) ? 'pending' : 'new',
          );
          if (sequencer.stateOf(sequence) !== 'new') continue;
          if (what === 'reject') {
            sequencer.rejected(sequence);
          } else {
            sent.add(sequence);
            arrived(sequencer, sequence);
          }
          out.push(...sequencer.release(0));
        }
        out.push(...sequencer.release(Number.POSITIVE_INFINITY));
        const results = out.flatMap((release) => (release.kind === 'result' ? [release.sequence] : []));
        expect(results).toEqual([...sent].sort((a, b) => a - b));
      }),
    );
  });
});
