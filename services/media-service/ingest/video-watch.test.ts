import { expect, test } from 'vitest';
import { VideoWatch } from './video-watch.ts';

interface Part {
  /** Start of the video in it, which lasts 0.1 s. */
  readonly videoS?: number;
  readonly keyframeS?: number;
  readonly endS: number;
}

/** What is reported about a recording that starts at 10 s. */
function watched(parts: readonly Part[]): string[] {
  const reported: string[] = [];
  const watch = new VideoWatch(10, {
    headLost: (lostS, atS) => reported.push(`head lost ${lostS.toFixed(2)} at ${atS}`),
    absent: (fromS) => reported.push(`absent from ${fromS.toFixed(2)}`),
    returned: (atS, forS) => reported.push(`returned at ${atS.toFixed(2)} after ${forS.toFixed(2)}`),
  });
  for (const { videoS, keyframeS, endS } of parts) {
    const startsWithKey = videoS === keyframeS;
    const video =
      videoS === undefined
        ? undefined
        : { startS: videoS, endS: videoS + 0.1, keyframeS, startsWithKey, sampleS: 0.1 };
    watch.fragment({ video, endS });
  }
  watch.end();
  return reported;
}

/** Parts of 0.1 s with video and audio, with a key frame at each whole second. */
function both(fromS: number, toS: number): Part[] {
  return Array.from({ length: Math.round((toS - fromS) * 10) }, (_, n) => {
    const videoS = Math.round((fromS + n / 10) * 10) / 10;
    return { videoS, ...(Number.isInteger(videoS) ? { keyframeS: videoS } : {}), endS: videoS + 0.1 };
  });
}

const audioOnly = (fromS: number, toS: number): Part[] => both(fromS, toS).map(({ endS }) => ({ endS }));

test.each<[string, Part[], string[]]>([
  ['video from start to end', both(10, 16), []],
  ['video that stops', [...both(10, 12), ...audioOnly(12, 20)], ['absent from 12.00']],
  [
    'video that returns',
    [...both(10, 12), ...audioOnly(12, 20), ...both(20, 21)],
    ['absent from 12.00', 'returned at 20.00 after 8.00'],
  ],
  [
    'video that returns, after the last frame before the pause',
    [...both(10, 12), ...audioOnly(12, 20), { videoS: 12, endS: 20.1 }, ...both(20.1, 21)],
    ['absent from 12.00', 'returned at 20.10 after 8.10'],
  ],
  ['a pause of the length of two frames', [...both(10, 12), ...audioOnly(12, 14.9), ...both(14.9, 16)], []],
  ['video that starts 2 s after the audio', [...audioOnly(10, 12), ...both(12, 13)], []],
  [
    'video that starts 6 s after the audio',
    [...audioOnly(10, 16), ...both(16, 17)],
    ['absent from 10.00', 'returned at 16.00 after 6.00'],
  ],
  ['a recording whose first key frame is missing', both(10, 14).slice(1), ['head lost 1.00 at 10']],
  ['a recording without key frames', both(10.1, 10.9), ['head lost 0.90 at 10']],
  ['audio only', audioOnly(10, 12), []],
])('%s', (_, parts, expected) => {
  expect(watched(parts)).toEqual(expected);
});
