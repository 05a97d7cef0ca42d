import { expect, test } from 'vitest';
import { trackSpan } from './mp4-fragment.ts';
import { videoAndPcmFragment } from './video-and-pcm.ts';

const TRACK = { id: 1, kind: 'video', timescale: 90_000, description: Buffer.alloc(0) } as const;
const NO_AUDIO = { pcm: Buffer.alloc(0), start: 0, format: { sampleRateHz: 48_000, channels: 1 } };

/** The part of the video in an MP4 fragment whose last frame has a duration in seconds. */
function spanOf(lastDurationS: number) {
  const frames = [0, 3000, 6000].map((decodeTime, n) => ({
    ...{ decodeTime, compositionOffset: 0, isKey: n === 1, bytes: Buffer.alloc(1) },
    duration: lastDurationS * TRACK.timescale,
  }));
  return trackSpan(videoAndPcmFragment(1, frames, NO_AUDIO), TRACK);
}

test.each([
  ['a usual duration', 1 / 30, 0.1],
  ['that of a slow source', 1.9, 2 / 30 + 1.9],
  ['a jump of an hour', 3600, 0.1],
])('the last frame of an MP4 fragment has %s', (_, lastDurationS, endS) => {
  expect(spanOf(lastDurationS)).toMatchObject({ startS: 0, endS: expect.closeTo(endS, 9) });
});

test('a jump of the only frame counts as long as the frame before it', () => {
  const frame = { decodeTime: 0, compositionOffset: 0, isKey: true, bytes: Buffer.alloc(1) };
  const fragment = videoAndPcmFragment(1, [{ ...frame, duration: 3600 * TRACK.timescale }], NO_AUDIO);
  expect(trackSpan(fragment, TRACK, 0.04)).toMatchObject({ endS: 0.04, sampleS: 0.04 });
  expect(trackSpan(fragment, TRACK)).toMatchObject({ endS: 2 });
});

test('states its first key frame, and that another frame precedes it', () => {
  expect(spanOf(1)).toMatchObject({ keyframeS: 3000 / 90_000, startsWithKey: false });
});
