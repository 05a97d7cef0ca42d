import { expect, test } from 'vitest';
import { AudioClock } from '../decode/audio-clock.ts';
import type { Pcm } from '../decode/pcm.ts';
import { noise } from '../testing/noise.ts';
import { measureAudioOffset } from './audio-offset.ts';

const RATE_HZ = 8000;
const audio = noise(10 * RATE_HZ, 7);

/** A recording of the audio from `fromS` to `toS`, presented from `ptsS` on. */
function recorded(fromS: number, toS: number, ptsS: number, samples = audio): Pcm {
  return {
    sampleRateHz: RATE_HZ,
    samples: samples.slice(fromS * RATE_HZ, toS * RATE_HZ),
    clock: new AudioClock([{ ptsS, durationS: toS - fromS }]),
  };
}

test.each([
  ['not late', 0],
  ['21 ms late', 0.021],
  ['early by less than a sample', -0.00005],
])('measures audio that is %s relative to the video', (_, offsetS) => {
  const offset = measureAudioOffset(recorded(0, 6, 0), recorded(5, 10, offsetS), 5);
  expect(offset).toMatchObject({ measured: true, offsetS: expect.closeTo(offsetS, 5) });
  expect(offset).toMatchObject({ comparedS: expect.closeTo(1 - offsetS, 3) });
});

test('gives the reason when the shared audio is too short, different or silent', () => {
  const earlier = recorded(0, 6, 0);
  const reason = (later: Pcm, startS: number) => measureAudioOffset(earlier, later, startS);
  expect(reason(recorded(5.6, 10, 0), 5.6)).toEqual({
    measured: false,
    reason: 'the recordings share 0.40 s of audio, 0.5 s required',
  });
  expect(reason(recorded(7, 10, 0), 7)).toMatchObject({ reason: expect.stringContaining('share 0.00 s') });
  const other = recorded(5, 10, 0, noise(10 * RATE_HZ, 8));
  expect(reason(other, 5)).toMatchObject({
    measured: false,
    reason: expect.stringContaining('no match for'),
  });
  const silence = recorded(5, 10, 0, new Float32Array(10 * RATE_HZ));
  expect(reason(silence, 5)).toMatchObject({ measured: false, reason: 'it is silent' });
});
