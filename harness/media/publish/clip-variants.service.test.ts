import { expect, test } from 'vitest';
import { createTempFolder } from '../../../lib/testing/temp-folder.ts';
import { locateAudio } from '../audio/locate-audio.ts';
import { rmsDbfs } from '../audio/signal/level.ts';
import { decodeMedia, decodePcm } from '../decode/decode-media.ts';
import { samplesBetween } from '../decode/pcm.ts';
import { audioOf, probeMedia, videoOf } from '../probe/ffprobe.ts';
import { ffmpeg } from '../testing/ffmpeg.ts';
import { compareFrames } from '../video/compare-frames.ts';
import { writeClipTail, writeLeadIn } from './clip-variants.ts';

const options = { signal: new AbortController().signal, withinMs: 20_000 };
const CLIP_FRAMES = 75;

/** Writes a lead-in before a clip of 3 s with a tone. */
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
  ['25 fps', { rate: '25', frameRate: 25, channels: 1 }, 2, 50, 2],
  ['a lead-in that ends within a frame', { rate: '25', frameRate: 25, channels: 2 }, 1.97, 50, 2],
  ['29.97 fps', { rate: '30000/1001', frameRate: 30_000 / 1001, channels: 1 }, 2, 60, 2.002],
])(
  '%s: joins lead-in and clip with the exact number of distinct frames',
  async (_, clip, leadInS, frames, durationS) => {
    await using folder = await createTempFolder();
    const { leadIn, target } = await joined(folder, clip, leadInS);
    expect(leadIn.frames).toBe(frames);
    expect(leadIn.durationS).toBeCloseTo(durationS, 6);

    const { frames: hashes } = await decodeMedia(target, options);
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

test('writes a silent lead-in and starts the audio of the clip with its video', async () => {
  await using folder = await createTempFolder();
  const { target } = await joined(folder, { rate: '25', frameRate: 25, channels: 1 }, 2);
  const audio = await decodePcm(target, options);
  expect(rmsDbfs(samplesBetween(audio, 0, 1.98))).toBeLessThan(-80);
  expect(rmsDbfs(samplesBetween(audio, 2.02, 2.9))).toBeGreaterThan(-30);
});

test('writes the frames and audio of a clip from a key frame on', async () => {
  await using folder = await createTempFolder();
  const [clip, target] = [folder.file('clip.mp4'), folder.file('rest.mp4')];
  const video = ['-f', 'lavfi', '-i', 'testsrc2=s=64x36:r=25:d=4', '-c:v', 'libx264', '-bf', '0', '-g', '25'];
  await ffmpeg(['-f', 'lavfi', '-i', 'anoisesrc=d=4:r=44100:seed=4', ...video, '-c:a', 'aac', clip]);

  expect(await writeClipTail(clip, { fromS: 1.3, target, ...options })).toBe(2);
  const [whole, rest] = await Promise.all([clip, target].map((file) => decodeMedia(file, options)));
  const hashes = rest?.frames.map(({ hash }) => hash);
  expect(hashes).toEqual(whole?.frames.slice(50).map(({ hash }) => hash));
  if (whole === undefined || rest === undefined) throw new Error('two files');
  const firstS = rest.frames[0]?.ptsS ?? Number.NaN;
  const placement = locateAudio(rest.audio, whole.audio);
  expect(placement).toMatchObject({
    found: true,
    startS: expect.closeTo(2 - firstS + rest.audio.clock.timeOf(0), 2),
  });

  await expect(writeClipTail(clip, { fromS: 3.1, target, ...options })).rejects.toMatchObject({
    code: 'MEDIA_TOOL_OUTPUT',
    message: expect.stringContaining('no key frame is left'),
  });
});
