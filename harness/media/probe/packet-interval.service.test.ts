import { expect, test } from 'vitest';
import { createTempFolder } from '../../../lib/testing/temp-folder.ts';
import { ffmpeg } from '../testing/ffmpeg.ts';
import { audioOf, probeMedia, videoOf } from './ffprobe.ts';
import { longestPacketInterval } from './packet-interval.ts';

const options = { signal: new AbortController().signal, withinMs: 10_000 };
const video = ['-f', 'lavfi', '-i', 'testsrc2=s=64x36:r=25:d=2'];
const audio = ['-f', 'lavfi', '-i', 'sine=d=2:r=48000'];

/** Encodes 2 s of video and audio, removes packets with bitstream filters, and measures both tracks. */
async function longestIntervals(bFrames: number, filters: readonly string[]) {
  await using folder = await createTempFolder();
  const whole = folder.file('whole.mp4');
  const file = folder.file('measured.mp4');
  const encode = ['-c:v', 'libx264', '-bf', String(bFrames), '-g', '12', '-c:a', 'aac'];
  await ffmpeg([...video, ...audio, ...encode, whole]);
  await ffmpeg(['-i', whole, '-c', 'copy', ...filters, file]);
  const probe = await probeMedia(file, options);
  return {
    video: longestPacketInterval(videoOf(probe)?.packetTimesS ?? []),
    audio: longestPacketInterval(audioOf(probe)?.packetTimesS ?? []),
  };
}

test('measures one frame in a track without a gap, with B-frames too', async () => {
  const { video, audio } = await longestIntervals(2, []);
  expect(video?.durationS).toBeCloseTo(0.04, 3);
  expect(audio?.durationS).toBeCloseTo(1024 / 48_000, 3);
});

test('finds gaps in audio and video that the recording does not declare', async () => {
  const { video, audio } = await longestIntervals(0, [
    ...['-bsf:a', 'noise=drop=between(pts\\,24000\\,36000)'],
    // From one key frame to another, so that no other frames are lost.
    ...['-bsf:v', 'noise=drop=between(pts*tb\\,0.96\\,1.43)'],
    ...['-movflags', 'frag_keyframe+empty_moov'],
  ]);
  expect(audio?.durationS).toBeGreaterThan(0.25);
  expect(audio?.durationS).toBeLessThan(0.25 + 3 * (1024 / 48_000));
  expect(audio?.atS).toBeCloseTo(0.48, 1);
  expect(video?.durationS).toBeCloseTo(0.52, 2);
  expect(video?.atS).toBeCloseTo(0.92, 1);
});
