import { expect, test } from 'vitest';
import { AudioClock } from '../decode/audio-clock.ts';
import type { Pcm } from '../decode/pcm.ts';
import { noise } from '../testing/noise.ts';
import { soundOffset } from './audio-offset.ts';

const RATE_HZ = 8000;
const sound = noise(10 * RATE_HZ, 7);

/** The sound from `fromS` to `toS`, in a recording in which it is presented from `ptsS` on. */
function recorded(fromS: number, toS: number, ptsS: number, samples = sound): Pcm {
  return {
    sampleRateHz: RATE_HZ,
    samples: samples.slice(fromS * RATE_HZ, toS * RATE_HZ),
    clock: new AudioClock([{ ptsS, durationS: toS - fromS }]),
  };
}

test.each([
  ['as it was', 0],
  ['21 ms later', 0.021],
  ['less than a sample earlier', -0.00005],
])('sound that is %s against the pictures', (_, offS) => {
  const offset = soundOffset(recorded(0, 6, 0), recorded(5, 10, offS), 5);
  expect(offset).toMatchObject({ measured: true, offS: expect.closeTo(offS, 5) });
  expect(offset).toMatchObject({ comparedS: expect.closeTo(1 - offS, 3) });
});

test('too little in both, another sound, or none: not measured, and why', () => {
  const earlier = recorded(0, 6, 0);
  const reason = (later: Pcm, startS: number) => soundOffset(earlier, later, startS);
  expect(reason(recorded(5.6, 10, 0), 5.6)).toEqual({
    measured: false,
    reason: '0.40 s of sound are in both, 0.5 s are needed',
  });
  expect(reason(recorded(7, 10, 0), 7)).toMatchObject({ reason: expect.stringMatching(/^0.00 s/) });
  const other = recorded(5, 10, 0, noise(10 * RATE_HZ, 8));
  expect(reason(other, 5)).toMatchObject({
    measured: false,
    reason: expect.stringContaining('nothing like'),
  });
  const silence = recorded(5, 10, 0, new Float32Array(10 * RATE_HZ));
  expect(reason(silence, 5)).toMatchObject({ measured: false, reason: 'it is silent' });
});
