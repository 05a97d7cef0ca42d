import { execa } from 'execa';
import { expect, test } from 'vitest';
import { videoAndPcmFragment } from '../mp4/video-and-pcm.ts';
import type { VideoFrame } from '../mp4/video-frames.ts';
import { noisePcm } from '../testing/audio-lag.ts';
import { bufferedVideo, recordedVideo } from '../testing/buffered-video.ts';
import { OutputMedia } from './output-media.ts';

const MONO = { sampleRateHz: 48_000, channels: 1 };
const STEREO = { sampleRateHz: 48_000, channels: 2 };
const TICK_BYTES = 1920;

interface Probed {
  readonly kind: 'video' | 'audio';
  readonly ptsS: number;
  readonly dtsS: number;
}

async function probe(mp4: Buffer): Promise<Probed[]> {
  const entries = ['-show_entries', 'packet=codec_type,pts_time,dts_time', '-of', 'json'];
  const { stdout, stderr } = await execa('ffprobe', ['-v', 'warning', ...entries, '-f', 'mp4', 'pipe:0'], {
    input: mp4,
  });
  expect(stderr).toBe('');
  const { packets } = JSON.parse(stdout) as { packets: Readonly<Record<string, string>>[] };
  return packets.map(({ codec_type, pts_time, dts_time }) => ({
    kind: codec_type as Probed['kind'],
    ptsS: Number(pts_time),
    dtsS: Number(dts_time),
  }));
}

test.each([MONO, STEREO])('is an MP4 with the frames and samples at their times (%o)', async (format) => {
  const recorded = await recordedVideo();
  const buffer = await bufferedVideo(recorded);
  const pcm = noisePcm(2 * 48_000 * format.channels);
  const media = new OutputMedia({
    ...{ videoTrack: buffer.videoTrack, frames: buffer.reader(0.5), format, startS: 0.45 },
  });
  const fragments = [media.index()];
  for (let at = 0; at < pcm.length; at += TICK_BYTES)
    fragments.push(media.fragments(pcm.subarray(at, at + TICK_BYTES)));
  fragments.push(media.rest());
  const mp4 = Buffer.concat(fragments);
  const packets = await probe(mp4);
  const video = packets.filter(({ kind }) => kind === 'video');
  expect(video.map(({ ptsS }) => Math.round(ptsS * 30))).toEqual(
    Array.from({ length: 45 }, (_, n) => n + 15),
  );
  expect(packets.find(({ kind }) => kind === 'audio')?.ptsS).toBeCloseTo(0.45, 5);
  // Interleaved by time, so that ffmpeg never waits for one track.
  for (const [n, { dtsS }] of packets.entries())
    for (const later of packets.slice(n)) expect(later.dtsS).toBeGreaterThan(dtsS - 0.2);
  const decode = ['-v', 'error', '-f', 'mp4', '-i', 'pipe:0', '-vn', '-f', 's16le', 'pipe:1'];
  const { stdout } = await execa('ffmpeg', decode, { input: mp4, encoding: 'buffer' });
  expect(Buffer.from(stdout).equals(pcm)).toBe(true);
});

test('audio continues without video, and a frame of before the pause follows at most 1 s behind it', async () => {
  const buffer = await bufferedVideo(await recordedVideo());
  const all = buffer.reader(0).takeBefore(1000);
  const [held = [], rest = []] = [all.slice(0, 29), all.slice(29)];
  let arrived: VideoFrame[] = held;
  const frames = {
    takeBefore: (beforeS: number) => {
      const due = arrived.filter(({ decodeTime }) => decodeTime < beforeS * 90_000);
      arrived = arrived.filter((frame) => !due.includes(frame));
      return due;
    },
  };
  const media = new OutputMedia({ videoTrack: buffer.videoTrack, frames, format: MONO, startS: 0 });
  const second = Buffer.alloc(96_000);
  const mp4 = [media.index(), ...[0, 1, 2, 3, 4, 5, 6].map(() => media.fragments(second))];
  // The frame of 0.97 s, and after a pause of 7 s those from 8.0 s on.
  arrived = rest.map((frame, n) =>
    n === 0 ? frame : { ...frame, decodeTime: frame.decodeTime + 7 * 90_000 },
  );
  mp4.push(media.fragments(second), media.rest());
  const packets = await probe(Buffer.concat(mp4));
  const video = packets.flatMap(({ kind, ptsS }) => (kind === 'video' ? [ptsS] : []));
  expect(packets.filter(({ kind }) => kind === 'audio').at(-1)?.ptsS).toBeCloseTo(7.98, 5);
  expect(video).toHaveLength(60);
  expect(video[28]).toBeCloseTo(28 / 30, 3);
  // 1 s before the MP4 fragment with which it is sent.
  expect(video[29]).toBeCloseTo(5.96, 3);
  expect(video[30]).toBeCloseTo(8, 3);
  expect(video.at(-1)).toBeCloseTo(9 - 1 / 30, 3);
});

test('an MP4 fragment without frames and without audio has no tracks', () => {
  const none = videoAndPcmFragment(1, [], { pcm: Buffer.alloc(0), start: 0, format: MONO });
  expect(none.includes('traf')).toBe(false);
});
