import { expect, test } from 'vitest';
import type { HashedFrame } from '../decode/framehash.ts';
import { locateRecording } from './locate-recording.ts';

/** Frames at 10 fps, each with its number as hash. */
function frames(from: number, to: number, firstPtsS = from / 10): HashedFrame[] {
  return Array.from({ length: to - from }, (_, n) => ({
    ptsS: firstPtsS + n / 10,
    durationS: 0.1,
    hash: `frame ${from + n}`,
  }));
}

const whole = frames(0, 100);

test('uses the frames of both recordings, whatever their clocks', () => {
  const placement = locateRecording(whole, frames(0, 60, 0.044), frames(50, 100, 0.021));
  expect(placement).toEqual({ startS: expect.closeTo(5.023, 9), repeatedFrames: 10, missingFrames: 0 });
});

test('places a recording without a gap directly after the other', () => {
  const placement = locateRecording(whole, frames(0, 60), frames(60, 100, 0));
  expect(placement).toEqual({ startS: expect.closeTo(6, 9), repeatedFrames: 0, missingFrames: 0 });
});

test('leaves a gap for frames of neither recording', () => {
  const placement = locateRecording(whole, frames(0, 60), frames(75, 100, 0));
  expect(placement).toEqual({ startS: expect.closeTo(7.5, 9), repeatedFrames: 0, missingFrames: 15 });
  // The first frame may come after 0 on the recording's clock.
  const later = locateRecording(whole, frames(0, 60), frames(75, 100, 0.044));
  expect(later?.startS).toBeCloseTo(7.456, 9);
});

test('places a stream that restarts at the start', () => {
  const placement = locateRecording(whole, frames(0, 60), frames(0, 100, 0));
  expect(placement).toMatchObject({ startS: expect.closeTo(0, 9), repeatedFrames: 60 });
});

test('ignores the deviating time of a single frame', () => {
  const [first, ...rest] = frames(50, 100, 0);
  const later = first === undefined ? rest : [{ ...first, ptsS: 0.03 }, ...rest];
  expect(locateRecording(whole, frames(0, 60), later)?.startS).toBeCloseTo(5, 9);
});

test('returns undefined for frames that are not in the reference', () => {
  const others = frames(200, 220);
  expect(locateRecording(whole, frames(0, 60), others)).toBeUndefined();
  expect(locateRecording(whole, others, frames(0, 60))).toBeUndefined();
  expect(locateRecording(whole, frames(50, 60), frames(0, 10))).toBeUndefined();
});
