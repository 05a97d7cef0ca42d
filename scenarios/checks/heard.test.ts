import { expect, test } from 'vitest';
import type { Heard } from '../evidence/output-measurement.ts';
import type { CheckContext } from './check-context.ts';
import { checkHeard, type HeardLimit } from './heard.ts';

type Whereabouts = { readonly deltaMs?: number; readonly speed?: number; readonly instead?: number };

/** What is checked, as [actual, expected]. */
function checked(heard: readonly Heard[], limit?: HeardLimit): unknown[] {
  return judged(heard, limit).values;
}

function judged(heard: readonly Heard[], limit?: HeardLimit, where: Whereabouts = {}) {
  const values: unknown[] = [];
  const notes: (string | undefined)[] = [];
  const ctx: CheckContext = {
    check: (_, check) => {
      notes.push(check.note);
      values.push(check.actual, 'expected' in check ? check.expected : undefined);
      return true;
    },
    record: () => undefined,
    notMeasured: () => undefined,
  };
  const windows = heard.map((sound, sequence) => {
    const { deltaMs = null, speed = null, instead = null } = where;
    return { sequence, heard: sound, deltaMs, speed, instead };
  });
  checkHeard(ctx, windows, limit);
  return { values, notes };
}

test('every window must be dubbed, unless another sound is named for it', () => {
  expect(checked(['dubbed', 'other'])).toEqual([
    ['dubbed', 'other'],
    ['dubbed', 'dubbed'],
  ]);
  expect(checked(['dubbed', 'original'], ['dubbed', 'original'])).toEqual([
    ['dubbed', 'original'],
    ['dubbed', 'original'],
  ]);
});

test('runs are compared in their order, however long they are', () => {
  const runs: HeardLimit = { runs: ['dubbed', 'original', 'dubbed'] };
  expect(checked(['dubbed', 'original', 'original', 'original', 'dubbed'], runs)).toEqual([
    ['dubbed', 'original', 'dubbed'],
    ['dubbed', 'original', 'dubbed'],
  ]);
  expect(checked(['dubbed', 'silence', 'dubbed'], runs)[0]).toEqual(['dubbed', 'silence', 'dubbed']);
  expect(checked(['original', 'dubbed'], runs)[0]).toEqual(['original', 'dubbed']);
});

test.each([
  [{ deltaMs: 2000.4 }, 'the dubbed audio of window 1 is heard 2.000 s too late'],
  [{ deltaMs: -2000.4 }, 'the dubbed audio of window 1 is heard 2.000 s too early'],
  [{ speed: 0.99 }, 'the dubbed audio of window 1 is heard at 0.990 of its speed'],
  [{ deltaMs: 2000, instead: 2 }, 'in window 1 the dubbed audio of window 2 is heard'],
  [{}, undefined],
])('another sound in the place of a window: %j', (where, note) => {
  expect(judged(['dubbed', 'other'], undefined, where).notes).toEqual([note]);
  expect(judged(['dubbed', 'other'], { runs: ['dubbed'] }, where).notes).toEqual([note]);
});

test('nothing is said of windows in which what is heard is known', () => {
  expect(judged(['dubbed', 'original', 'silence'], undefined, { deltaMs: 100 }).notes).toEqual([undefined]);
});
