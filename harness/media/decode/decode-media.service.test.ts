import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createTempFolder } from '../../../lib/testing/temp-folder.ts';
import { ffmpeg } from '../testing/ffmpeg.ts';
import { decodeGrowingMedia, decodeMedia, decodePcm } from './decode-media.ts';
import { durationOf, type Pcm, samplesBetween } from './pcm.ts';

/** A limit that follows the length of a clip has a fraction. */
const options = { signal: new AbortController().signal, withinMs: 10_000.004 };
const video = ['-f', 'lavfi', '-i', 'testsrc2=s=64x36:r=25:d=2,noise=alls=20:allf=t'];
/** A click at 1 s in silence. */
const click = ['-f', 'lavfi', '-i', "aevalsrc='if(eq(n,44100),0.9,0)':s=44100:d=2"];
const h264 = ['-c:v', 'libx264', '-bf', '0', '-qp', '0'];

/** The frames of a file with video and audio. */
async function framesOf(file: string) {
  return (await decodeMedia(file, options)).frames;
}

/** When the loudest sample is presented. */
function clickTimeS({ samples, sampleRateHz, clock }: Pcm): number {
  const loudest = samples.reduce((best, value, index) => {
    return Math.abs(value) > Math.abs(samples[best] ?? 0) ? index : best;
  }, 0);
  return clock.timeOf(loudest / sampleRateHz);
}

test.each(['wav', 'm4a', 'flv', 'mkv'])('places a click at 1 s, in %s', async (extension) => {
  await using folder = await createTempFolder();
  const file = folder.file(`a.${extension}`);
  const codec = extension === 'wav' ? [] : ['-c:a', 'aac', '-b:a', '192k'];
  // FLV cannot declare the first 1024 samples as encoder priming, and ffmpeg's Matroska does not: their audio really is
  // later. MP4 declares it in its edit list.
  const primingS = ['flv', 'mkv'].includes(extension) ? 1024 / 44_100 : 0;
  await ffmpeg([...click, ...codec, file]);
  const pcm = await decodePcm(file, { ...options, sampleRateHz: 44_100 });
  expect(clickTimeS(pcm)).toBeCloseTo(1 + primingS, 3);
  expect(Math.abs(clickTimeS(await decodePcm(file, options)) - 1 - primingS)).toBeLessThan(0.0015);
});

test('keeps video and audio of a file that starts at 10 s on one clock', async () => {
  await using folder = await createTempFolder();
  const file = folder.file('a.mkv');
  const offset = ['-output_ts_offset', '10'];
  await ffmpeg([...video, '-itsoffset', '0.3', ...click, ...h264, '-c:a', 'pcm_s16le', ...offset, file]);
  const { frames, audio } = await decodeMedia(file, options);
  expect(frames).toHaveLength(50);
  expect(frames[0]?.ptsS).toBe(10);
  expect(frames[1]?.ptsS).toBeCloseTo(10.04, 9);
  expect(clickTimeS(audio)).toBeCloseTo(11.3, 3);
  expect(durationOf(audio)).toBeCloseTo(2, 2);
});

test('keeps the time of audio after a gap', async () => {
  await using folder = await createTempFolder();
  const file = folder.file('a.mkv');
  const cut = "aselect='not(between(t,0.3,0.7))'";
  await ffmpeg([...click, '-af', cut, '-c:a', 'pcm_s16le', file]);
  const pcm = await decodePcm(file, options);
  expect(durationOf(pcm)).toBeLessThan(1.7);
  expect(clickTimeS(pcm)).toBeCloseTo(1, 3);
  expect(Math.max(...samplesBetween(pcm, 0.95, 0.1))).toBeGreaterThan(0.1);
});

test('keeps the times of frames, without dropping or repeating any', async () => {
  await using folder = await createTempFolder();
  const file = folder.file('a.flv');
  const uneven = "settb=1/1000,select='not(between(n,10,14))',setpts='PTS+0.011/TB*eq(N,20)'";
  await ffmpeg([
    ...video,
    ...click,
    '-vf',
    uneven,
    '-fps_mode',
    'passthrough',
    '-enc_time_base',
    '1/1000',
    ...h264,
    '-c:a',
    'pcm_s16le',
    file,
  ]);
  const frames = await framesOf(file);
  expect(frames).toHaveLength(45);
  expect(frames.slice(9, 11).map((frame) => frame.ptsS)).toEqual([0.36, 0.6]);
  expect(frames[20]?.ptsS).toBeCloseTo(1.011, 9);
});

test('keeps two frames with the same time', async () => {
  await using folder = await createTempFolder();
  const file = folder.file('a.mkv');
  const paired = "settb=1/1000,setpts='if(eq(mod(N,2),0),PTS,PTS-40)'";
  await ffmpeg([
    ...video,
    ...click,
    '-vf',
    paired,
    '-fps_mode',
    'passthrough',
    '-enc_time_base',
    '1/1000',
    '-c:v',
    'ffv1',
    file,
  ]);
  expect(await framesOf(file)).toHaveLength(50);
});

test('gives equal frames equal hashes in another container', async () => {
  await using folder = await createTempFolder();
  const file = folder.file('a.mp4');
  await ffmpeg([...video, ...click, ...h264, '-pix_fmt', 'yuv420p', '-c:a', 'aac', file]);
  const reference = await framesOf(file);
  for (const other of ['a.flv', 'a.ts']) {
    await ffmpeg(['-i', file, '-c', 'copy', folder.file(other)]);
    const copied = await framesOf(folder.file(other));
    expect(copied.map((frame) => frame.hash)).toEqual(reference.map((frame) => frame.hash));
  }
  expect(new Set(reference.map((frame) => frame.hash)).size).toBe(50);
});

test('mixes two channels to one', async () => {
  await using folder = await createTempFolder();
  const file = folder.file('a.wav');
  await ffmpeg(['-f', 'lavfi', '-i', 'aevalsrc=0.5|0.1:s=8000:d=1', file]);
  const { samples } = await decodePcm(file, options);
  expect(samples[4000]).toBeCloseTo(0.3, 3);
});

test('decodes a growing recording like the complete one', async () => {
  await using folder = await createTempFolder();
  const whole = folder.file('whole.mp4');
  const growing = folder.file('growing.mp4');
  const fragmented = ['-movflags', 'frag_keyframe+empty_moov+default_base_moof', '-g', '10'];
  await ffmpeg([...video, ...click, ...h264, '-pix_fmt', 'yuv420p', '-c:a', 'aac', ...fragmented, whole]);
  const bytes = await readFile(whole);
  await writeFile(growing, bytes.subarray(0, 3000));
  const ended = new AbortController();
  const decoding = decodeGrowingMedia(growing, ended.signal, options);
  for (let at = 3000; at < bytes.length; at += 10_000)
    await appendFile(growing, bytes.subarray(at, at + 10_000));
  ended.abort();

  const [grown, complete] = await Promise.all([decoding, decodeMedia(whole, options)]);
  expect(grown.frames).toEqual(complete.frames);
  expect(grown.frames).toHaveLength(50);
  expect(grown.audio.samples).toEqual(complete.audio.samples);
  expect(clickTimeS(grown.audio)).toBe(clickTimeS(complete.audio));
});

test('rejects a growing recording that is invalid, missing or not complete in time', async () => {
  await using folder = await createTempFolder();
  const never = new AbortController().signal;
  const broken = folder.file('broken.mp4');
  await writeFile(broken, Buffer.alloc(2_000_000, 'this is no media '));
  await expect(decodeGrowingMedia(broken, never, options)).rejects.toMatchObject({
    code: 'MEDIA_TOOL_FAILED',
    stderrTail: expect.stringContaining('Invalid data'),
  });
  await expect(decodeGrowingMedia(folder.file('none'), never, options)).rejects.toMatchObject({
    code: 'MEDIA_TOOL_FAILED',
    message: expect.stringContaining('input could not be read: Error: ENOENT'),
  });
  await writeFile(folder.file('short'), '');
  await expect(
    decodeGrowingMedia(folder.file('short'), never, { ...options, withinMs: 150 }),
  ).rejects.toMatchObject({
    code: 'MEDIA_TOOL_TOO_SLOW',
  });
});

test('rejects a file without audio or media, with the output of ffmpeg', async () => {
  await using folder = await createTempFolder();
  const mute = folder.file('mute.mp4');
  await ffmpeg([...video, ...h264, mute]);
  await expect(decodePcm(mute, options)).rejects.toMatchObject({
    code: 'MEDIA_TOOL_FAILED',
    stderrTail: expect.stringContaining('matches no streams'),
  });
  const text = folder.file('text');
  await writeFile(text, 'this is no media');
  await expect(decodeMedia(text, options)).rejects.toMatchObject({
    code: 'MEDIA_TOOL_FAILED',
    message: expect.stringContaining('Invalid data'),
  });
});
