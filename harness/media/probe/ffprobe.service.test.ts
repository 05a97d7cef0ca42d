import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createTempFolder } from '../../../lib/testing/temp-folder.ts';
import { ffmpeg } from '../testing/ffmpeg.ts';
import { audioOf, probeMedia, videoOf } from './ffprobe.ts';

const options = { signal: new AbortController().signal, withinMs: 10_000 };
const video = ['-f', 'lavfi', '-i', 'testsrc2=s=64x36:r=30:d=1'];
const audio = ['-f', 'lavfi', '-i', 'sine=d=1.5:r=44100'];

test('measures the codecs and packets of a file', async () => {
  await using folder = await createTempFolder();
  const file = folder.file('a.mp4');
  await ffmpeg([
    ...video,
    ...audio,
    '-c:v',
    'libx264',
    '-bf',
    '0',
    '-pix_fmt',
    'yuv420p',
    '-c:a',
    'aac',
    file,
  ]);
  const probe = await probeMedia(file, options);
  expect(videoOf(probe)).toEqual({
    kind: 'video',
    index: 0,
    codec: 'h264',
    profile: 'High',
    width: 64,
    height: 36,
    frameRate: 30,
    hasBFrames: false,
    startS: 0,
    durationS: expect.closeTo(1, 3),
    frameCount: 30,
    packetTimesS: Array.from({ length: 30 }, (_, frame) => expect.closeTo(frame / 30, 3)),
  });
  expect(audioOf(probe)).toEqual({
    kind: 'audio',
    index: 1,
    codec: 'aac',
    profile: 'LC',
    sampleRateHz: 44_100,
    channels: 1,
    startS: 0,
    durationS: expect.closeTo(1.5, 2),
    packetTimesS: expect.objectContaining({ 0: 0, 1: expect.closeTo(1024 / 44_100, 4) }),
  });
  expect(probe.format).toEqual({
    name: 'mov,mp4,m4a,3gp,3g2,mj2',
    startS: 0,
    durationS: expect.closeTo(1.5, 2),
  });
});

test('detects B-frames, and a file that does not start at 0', async () => {
  await using folder = await createTempFolder();
  const file = folder.file('a.ts');
  const encode = ['-c:v', 'libx264', '-bf', '2', '-g', '30', '-output_ts_offset', '10', '-muxdelay', '0'];
  await ffmpeg([...video, ...encode, file]);
  const probe = await probeMedia(file, options);
  expect(videoOf(probe)).toMatchObject({ hasBFrames: true, frameCount: 30, durationS: expect.closeTo(1, 3) });
  expect(videoOf(probe)?.startS).toBeGreaterThan(9.9);
  expect(probe.format.durationS).toBeCloseTo(1, 3);
});

test('measures the actual length of a truncated recording', async () => {
  await using folder = await createTempFolder();
  const file = folder.file('a.mp4');
  const cut = folder.file('cut.mp4');
  const fragmented = ['-movflags', 'frag_keyframe+empty_moov', '-g', '10', '-bf', '0'];
  await ffmpeg([...video, '-c:v', 'libx264', ...fragmented, file]);
  const bytes = await readFile(file);
  const lastFragment = bytes.lastIndexOf('moof') - 4;
  await writeFile(cut, bytes.subarray(0, bytes.lastIndexOf('moof', lastFragment) - 4));
  expect(videoOf(await probeMedia(cut, options))).toMatchObject({
    frameCount: 10,
    durationS: expect.closeTo(1 / 3, 3),
  });
});

test('falls back to the packaged ffprobe where the system has none', async () => {
  await using folder = await createTempFolder();
  const file = folder.file('a.mp4');
  await ffmpeg([...video, '-c:v', 'libx264', '-bf', '0', file]);
  vi.stubEnv('PATH', folder.path);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  expect(videoOf(await probeMedia(file, options))).toMatchObject({ codec: 'h264', frameCount: 30 });
});

test('reports the exit code and the output of ffprobe for a source that is not media', async () => {
  await using folder = await createTempFolder();
  const file = folder.file('a.mp4');
  await writeFile(file, 'this is no media');
  await expect(probeMedia(file, options)).rejects.toMatchObject({
    code: 'MEDIA_TOOL_FAILED',
    tool: 'ffprobe',
    exitCode: 1,
    stderrTail: expect.stringContaining('Invalid data found'),
  });
  await expect(probeMedia(folder.file('none.mp4'), options)).rejects.toMatchObject({
    message: expect.stringContaining('No such file'),
  });
});

test('stops waiting for a silent live source after the time limit', async () => {
  const silent = createServer((socket) => socket.resume());
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const address = silent.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  // The server closes after its connections, if ffprobe opened one in time.
  const ended = once(silent, 'close');
  try {
    await expect(
      probeMedia(`rtmp://127.0.0.1:${port}/live/x/out`, { ...options, withinMs: 300 }),
    ).rejects.toMatchObject({ code: 'MEDIA_TOOL_TOO_SLOW', message: expect.stringContaining('300 ms') });
  } finally {
    silent.close();
  }
  await ended;
});

test("throws the reason of the caller's signal", async () => {
  const controller = new AbortController();
  const reason = new Error('the step has ended');
  const probing = probeMedia('rtmp://127.0.0.1:9/x', { ...options, signal: controller.signal });
  controller.abort(reason);
  await expect(probing).rejects.toBe(reason);
  await expect(probeMedia('any', { ...options, signal: controller.signal })).rejects.toBe(reason);
});
