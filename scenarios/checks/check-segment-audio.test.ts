import { expect, test } from 'vitest';
import type { SegmentAudioKind } from '../../harness/run-data/output-measurement.ts';
import type { CheckContext } from './check-context.ts';
import { checkSegmentAudio, type SegmentAudioLimit } from './check-segment-audio.ts';

type Misplaced = { readonly offsetMs?: number; readonly speed?: number; readonly otherSegment?: number };

function check(audio: readonly SegmentAudioKind[], limit?: SegmentAudioLimit, misplaced: Misplaced = {}) {
  const values: unknown[] = [];
  const notes: (string | undefined)[] = [];
  const ctx: CheckContext = {
    check: (_, made) => {
      notes.push(made.note);
      values.push(made.actual, 'expected' in made ? made.expected : undefined);
      return true;
    },
    record: () => undefined,
    notMeasured: () => undefined,
  };
  const { offsetMs = null, speed = null, otherSegment = null } = misplaced;
  const segments = audio.map((kind, sequence) => ({ sequence, audio: kind, offsetMs, speed, otherSegment }));
  checkSegmentAudio(ctx, segments, limit);
  return { values, notes };
}

/** `[actual, expected]` of the check. */
function valuesOf(audio: readonly SegmentAudioKind[], limit?: SegmentAudioLimit): unknown[] {
  return check(audio, limit).values;
}

test('requires dubbed audio in every segment, unless the limit differs', () => {
  expect(valuesOf(['dubbed', 'other'])).toEqual([
    ['dubbed', 'other'],
    ['dubbed', 'dubbed'],
  ]);
  expect(valuesOf(['dubbed', 'original'], ['dubbed', 'original'])).toEqual([
    ['dubbed', 'original'],
    ['dubbed', 'original'],
  ]);
});

test('compares runs in order, whatever their length', () => {
  const runs: SegmentAudioLimit = { runs: ['dubbed', 'original', 'dubbed'] };
  expect(valuesOf(['dubbed', 'original', 'original', 'original', 'dubbed'], runs)).toEqual([
    ['dubbed', 'original', 'dubbed'],
    ['dubbed', 'original', 'dubbed'],
  ]);
  expect(valuesOf(['dubbed', 'silence', 'dubbed'], runs)[0]).toEqual(['dubbed', 'silence', 'dubbed']);
  expect(valuesOf(['original', 'dubbed'], runs)[0]).toEqual(['original', 'dubbed']);
});

test.each([
  [{ offsetMs: 2000.4 }, 'the dubbed audio of segment 1 is 2.000 s too late'],
  [{ offsetMs: -2000.4 }, 'the dubbed audio of segment 1 is 2.000 s too early'],
  [{ speed: 0.99 }, 'the dubbed audio of segment 1 is played at 0.990 of its speed'],
  [{ offsetMs: 2000, otherSegment: 2 }, 'segment 1 has the dubbed audio of segment 2'],
  [{}, undefined],
])('names what replaced the audio of a segment: %j', (misplaced, note) => {
  expect(check(['dubbed', 'other'], undefined, misplaced).notes).toEqual([note]);
  expect(check(['dubbed', 'other'], { runs: ['dubbed'] }, misplaced).notes).toEqual([note]);
});

test('adds no note when the audio of every segment is known', () => {
  expect(check(['dubbed', 'original', 'silence'], undefined, { offsetMs: 100 }).notes).toEqual([undefined]);
});
