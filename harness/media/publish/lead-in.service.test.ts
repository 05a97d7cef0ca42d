import { expect, test } from 'vitest';
import { createTempFolder } from '../../../lib/testing/temp-folder.ts';
import { rmsDbfs } from '../audio/signal/level.ts';
import { decodedFrameHashes, decodePcm } from '../decode/decode-media.ts';
import { samplesBetween } from '../decode/pcm.ts';
import { audioOf, probeMedia, videoOf } from '../probe/ffprobe.ts';
import { ffmpeg } from '../testing/ffmpeg.ts';
import { compareFrames } from '../video/frame-identity.ts';
import { writeLeadIn } from './lead-in.ts';

const options = { signal: new AbortController().signal, withinMs: 20_000 };
const CLIP_FRAMES = 75;

/** A clip of 3 s with a tone. */
async function joined(
  folder: Awaited<ReturnType<typeof createTempFolder>>,
  clip: { readonly rate: string; readonly frameRate: number; readonly channels: number },
  leadInS: number,
) {
  const { rate, frameRate, channels } = clip;
  const file = folder.file('clip.mp4');
  await ffmpeg([
    ...['-f', 'lavfi', '-i', `testsrc2=size=160x90:rate=${rate}`],
    ...['-f', 'lavfi', '-i', 'sine=frequency=500:sample_rate=44100', '-ac', String(channels)],
    ...['-frames:v', String(CLIP_FRAMES), '-t', '3', '-c:v', 'libx264', '-c:a', 'aac', file],
  ]);
  const target = folder.file('joined.mp4');
  const described = { file, width: 160, height: 90, frameRate, sampleRateHz: 44_100, channels };
  const leadIn = await writeLeadIn(described, { leadInS, target, ...options });
  return { leadIn, target };
}

test.each([
  ['25 frames a second', { rate: '25', frameRate: 25, channels: 1 }, 2, 50, 2],
  ['a slate that ends within a frame', { rate: '25', frameRate: 25, channels: 2 }, 1.97, 50, 2],
  ['29.97 frames a second', { rate: '30000/1001', frameRate: 30_000 / 1001, channels: 1 }, 2, 60, 2.002],
])(
  '%s: slate and clip are one file, no frame more or less, no two alike',
  async (_, clip, leadInS, frames, durationS) => {
    await using folder = await createTempFolder();
    const { leadIn, target } = await joined(folder, clip, leadInS);
    expect(leadIn.frames).toBe(frames);
    expect(leadIn.durationS).toBeCloseTo(durationS, 6);

    const hashes = await decodedFrameHashes(target, options);
    expect(hashes).toHaveLength(frames + CLIP_FRAMES);
    expect(new Set(hashes.map(({ hash }) => hash)).size).toBe(hashes.length);
    expect(hashes[frames]?.ptsS).toBeCloseTo(durationS, 3);
    expect(compareFrames(hashes, hashes.slice(frames - 10))).toMatchObject({
      missingHead: frames - 10,
      changed: 0,
    });

    const probe = await probeMedia(target, options);
    expect(videoOf(probe)).toMatchObject({ codec: 'h264', hasBFrames: false, width: 160, height: 90 });
    expect(audioOf(probe)).toMatchObject({ codec: 'aac', sampleRateHz: 44_100, channels: clip.channels });
  },
);

test('the slate is silent, and the sound of the clip begins with its picture', async () => {
  await using folder = await createTempFolder();
  const { target } = await joined(folder, { rate: '25', frameRate: 25, channels: 1 }, 2);
  const sound = await decodePcm(target, options);
  expect(rmsDbfs(samplesBetween(sound, 0, 1.98))).toBeLessThan(-80);
  expect(rmsDbfs(samplesBetween(sound, 2.02, 2.9))).toBeGreaterThan(-30);
});
