import { execa } from 'execa';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { readTracks, type Track } from './movie.ts';
import { shiftMp4Fragment, trackSpan } from './mp4-fragment.ts';
import { type RecordingPart, splitRecording } from './split-recording.ts';

const VIDEO_INPUT = ['-f', 'lavfi', '-i', 'testsrc2=size=64x48:rate=25:duration=2'];
const AUDIO_INPUT = ['-f', 'lavfi', '-i', 'sine=sample_rate=44100:duration=2'];
const CODED = ['-c:v', 'libx264', '-preset', 'fast', '-bf', '2', '-g', '20', '-c:a', 'aac'];
const FRAGMENTED = [
  '-f',
  'mp4',
  '-movflags',
  'empty_moov+delay_moov+default_base_moof',
  '-frag_duration',
  '200000',
];

let whole: Buffer;
let parts: RecordingPart[];
let tracks: Track[];

beforeAll(async () => {
  const args = [
    '-v',
    'error',
    ...VIDEO_INPUT,
    ...AUDIO_INPUT,
    ...CODED,
    '-use_editlist',
    '0',
    '-video_track_timescale',
    '90000',
    ...FRAGMENTED,
  ];
  whole = Buffer.from((await execa('ffmpeg', [...args, 'pipe:1'], { encoding: 'buffer' })).stdout);
  parts = await split(whole, [1000]);
  tracks = readTracks(parts[0]?.bytes ?? Buffer.alloc(0));
});

/** Splits bytes that arrive in chunks of these sizes, repeatedly. */
async function split(bytes: Buffer, sizes: readonly number[]): Promise<RecordingPart[]> {
  const chunks = (async function* () {
    for (let offset = 0, n = 0; offset < bytes.length; n++) {
      const size = sizes[n % sizes.length] ?? 1;
      yield bytes.subarray(offset, offset + size);
      offset += size;
    }
  })();
  const parts: RecordingPart[] = [];
  for await (const part of splitRecording(chunks)) parts.push(part);
  return parts;
}

/** The packets as ffprobe lists them: time and key frame flag, in presentation order. */
async function packets(bytes: Buffer, stream: 'v' | 'a') {
  const fields = ['-select_streams', stream, '-show_entries', 'packet=pts_time,duration_time,flags'];
  const args = ['-v', 'error', ...fields, '-of', 'json', '-f', 'mp4', 'pipe:0'];
  const { stdout } = await execa('ffprobe', args, { input: bytes });
  const found = (
    JSON.parse(stdout) as { packets: { pts_time: string; duration_time: string; flags: string }[] }
  ).packets;
  return found.map(({ pts_time, duration_time, flags }) => ({
    ptsS: Number(pts_time),
    endS: Number(pts_time) + Number(duration_time),
    isKey: flags.startsWith('K'),
  }));
}

test('splits a recording into index and MP4 fragments for any chunks', async () => {
  expect(parts.map(({ kind }) => kind)).toEqual(['index', ...parts.slice(1).map(() => 'mp4Fragment')]);
  expect(parts.length).toBeGreaterThan(8);
  const sizes = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(sizes, async (chunkSizes) => {
      expect(await split(whole, chunkSizes)).toEqual(parts);
    }),
    { numRuns: 20 },
  );
  for (const { bytes, offset } of parts) {
    expect(whole.subarray(offset, offset + bytes.length).equals(bytes)).toBe(true);
  }
});

test('drops an incomplete MP4 fragment', async () => {
  const last = parts.at(-1);
  const cut = await split(whole.subarray(0, (last?.offset ?? 0) + (last?.bytes.length ?? 0) - 1), [777]);
  expect(cut).toEqual(parts.slice(0, -1));
});

test.each([
  ['too small', Buffer.from([0, 0, 0, 2, ...Buffer.from('moof'), ...Buffer.alloc(20)])],
  ['too large', Buffer.from([0x7f, 0, 0, 0, ...Buffer.from('moof'), ...Buffer.alloc(20)])],
  ['open', Buffer.from([0, 0, 0, 0, ...Buffer.from('mdat'), ...Buffer.alloc(20)])],
])('rejects a box whose size is %s, with its offset', async (_, box) => {
  const before = parts[0]?.bytes ?? Buffer.alloc(0);
  await expect(split(Buffer.concat([before, box]), [100])).rejects.toThrow(
    `expected an MP4 box at byte ${before.length}, found `,
  );
});

test('reads the tracks from the index', () => {
  expect(tracks.map(({ id, kind, timescale }) => [id, kind, timescale])).toEqual([
    [1, 'video', 90_000],
    [2, 'audio', 44_100],
  ]);
  expect(tracks[0]?.description.includes('avcC')).toBe(true);
  expect(readTracks(Buffer.from('no index'))).toEqual([]);
});

test('reads start, end and key frame of the video of each MP4 fragment', async () => {
  const [video, audio] = tracks as [Track, Track];
  const spans = parts.slice(1).map(({ bytes }) => trackSpan(bytes, video));
  const seen = await packets(whole, 'v');
  const times = seen.map(({ ptsS }) => ptsS);
  expect(spans.at(0)?.startS).toBeCloseTo(Math.min(...times), 5);
  expect(Math.max(...spans.map((span) => span?.endS ?? 0))).toBeCloseTo(
    Math.max(...seen.map(({ endS }) => endS)),
    5,
  );
  const keys = spans.flatMap((span) => span?.keyframeS ?? []);
  expect(keys.map((timeS) => timeS.toFixed(4))).toEqual(
    seen.filter(({ isKey }) => isKey).map(({ ptsS }) => ptsS.toFixed(4)),
  );
  expect(keys).toHaveLength(3);
  const audioSpans = parts.slice(1).flatMap(({ bytes }) => trackSpan(bytes, audio) ?? []);
  const probed = await packets(whole, 'a');
  expect(audioSpans.at(0)?.startS).toBeCloseTo(probed[0]?.ptsS ?? Number.NaN, 4);
  // The last packet is cut at the end of the audio, which ffprobe does not show.
  expect(audioSpans.at(-1)?.endS).toBeGreaterThan(probed.at(-1)?.ptsS ?? Number.NaN);
  expect(trackSpan(parts[1]?.bytes ?? Buffer.alloc(0), { ...video, id: 9 })).toBeUndefined();
});

test('limits the duration of a frame to 2 s', () => {
  const [video] = tracks as [Track, Track];
  const fragment = Buffer.from(parts[1]?.bytes ?? Buffer.alloc(0));
  const { startS = Number.NaN, endS = Number.NaN } = trackSpan(fragment, video) ?? {};
  // The frames of x264 last 3600 ticks each; here the timescale is 1 Hz.
  const slow = trackSpan(fragment, { ...video, timescale: 1 });
  expect(slow?.startS).toBe(startS * video.timescale);
  expect(slow?.endS).toBe((endS - 1 / 25) * video.timescale + 2);
});

test.each([1.5, 90_000.25, -0.04])('shifts both tracks by %d s from any MP4 fragment on', async (byS) => {
  const [index, ...fragments] = parts.map(({ bytes }) => Buffer.from(bytes));
  const late = fragments.slice(3);
  const unmoved = Buffer.concat([index as Buffer, ...late]);
  for (const fragment of late) shiftMp4Fragment(fragment, tracks, byS);
  const moved = Buffer.concat([index as Buffer, ...late]);
  for (const stream of ['v', 'a'] as const) {
    const [before, after] = await Promise.all([packets(unmoved, stream), packets(moved, stream)]);
    expect(after.length).toBeGreaterThan(20);
    expect(after).toHaveLength(before.length);
    for (const [n, { ptsS }] of after.entries()) expect(ptsS - (before[n]?.ptsS ?? 0)).toBeCloseTo(byS, 4);
  }
});
