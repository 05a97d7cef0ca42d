import { expect, test } from 'vitest';
import type { HashedFrame } from '../decode/framehash.ts';
import { locateRecording } from './locate-recording.ts';

/** Ten pictures a second, each told by its number. */
function pictures(from: number, to: number, firstPtsS = from / 10): HashedFrame[] {
  return Array.from({ length: to - from }, (_, n) => ({
    ptsS: firstPtsS + n / 10,
    durationS: 0.1,
    hash: `picture ${from + n}`,
  }));
}

const whole = pictures(0, 100);

test('what is in both tells the place, whatever the clocks say', () => {
  const place = locateRecording(whole, pictures(0, 60, 0.044), pictures(50, 100, 0.021));
  expect(place).toEqual({ startS: expect.closeTo(5.023, 9), repeatedFrames: 10, missingFrames: 0 });
});

test('nothing in both and nothing left out: it follows at once', () => {
  const place = locateRecording(whole, pictures(0, 60), pictures(60, 100, 0));
  expect(place).toEqual({ startS: expect.closeTo(6, 9), repeatedFrames: 0, missingFrames: 0 });
});

test('what neither shows lies between the two', () => {
  const place = locateRecording(whole, pictures(0, 60), pictures(75, 100, 0));
  expect(place).toEqual({ startS: expect.closeTo(7.5, 9), repeatedFrames: 0, missingFrames: 15 });
  // Its first picture may come a moment after its own clock's 0.
  const later = locateRecording(whole, pictures(0, 60), pictures(75, 100, 0.044));
  expect(later?.startS).toBeCloseTo(7.456, 9);
});

test('a stream that begins anew is where it began', () => {
  const place = locateRecording(whole, pictures(0, 60), pictures(0, 100, 0));
  expect(place).toMatchObject({ startS: expect.closeTo(0, 9), repeatedFrames: 60 });
});

test('one picture that is told at another time does not move the others', () => {
  const [first, ...rest] = pictures(50, 100, 0);
  const later = first === undefined ? rest : [{ ...first, ptsS: 0.03 }, ...rest];
  expect(locateRecording(whole, pictures(0, 60), later)?.startS).toBeCloseTo(5, 9);
});

test('pictures of something else have no place', () => {
  const others = pictures(200, 220);
  expect(locateRecording(whole, pictures(0, 60), others)).toBeUndefined();
  expect(locateRecording(whole, others, pictures(0, 60))).toBeUndefined();
  expect(locateRecording(whole, pictures(50, 60), pictures(0, 10))).toBeUndefined();
});
