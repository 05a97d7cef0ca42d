import { buffer } from 'node:stream/consumers';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLogger } from '../../runtime/logger.ts';
import { TaskGroup } from '../../runtime/task-group.ts';
import type { Packet } from '../ffmpeg/framecrc.ts';
import { fromChannels, toFloatChannels } from '../ffmpeg/pcm-channels.ts';
import { pcmDurationS } from '../ffmpeg/pcm-format.ts';
import { toneShare } from '../testing/tone.ts';
import { startAudioDecoder } from './decode-audio.ts';

const MONO = { sampleRateHz: 48_000, channels: 1 };
const SECOND = 96_000;
const FRAGMENTED = ['-f', 'mp4', '-movflags', 'frag_keyframe+empty_moov', 'pipe:1'];

let ending: AbortController;
let tasks: TaskGroup;
let packets: Packet[];

beforeEach(() => {
  ending = new AbortController();
  tasks = new TaskGroup(ending.signal);
  packets = [];
});
afterEach(() => ending.abort());

async function recording(...args: readonly string[]): Promise<Buffer> {
  const { stdout } = await execa('ffmpeg', ['-v', 'error', ...args, ...FRAGMENTED], { encoding: 'buffer' });
  return Buffer.from(stdout);
}

function clip(
  video: string,
  audio = 'sine=frequency=440:sample_rate=44100:duration=3',
  audioDelayS = 0,
): string[] {
  const audioInput = ['-itsoffset', String(audioDelayS), '-f', 'lavfi', '-i', audio];
  return [
    '-f',
    'lavfi',
    '-i',
    video,
    ...audioInput,
    '-c:v',
    'libx264',
    '-bf',
    '0',
    '-g',
    '10',
    '-c:a',
    'aac',
  ];
}

async function* inChunks(whole: Buffer): AsyncGenerator<Buffer> {
  for (let offset = 0; offset < whole.length; offset += 10_000) yield whole.subarray(offset, offset + 10_000);
}

function decode(
  source: AsyncIterable<Buffer>,
  firstSample = 0,
  { format, sourceChannels }: { readonly format: typeof MONO; readonly sourceChannels: number } = {
    format: MONO,
    sourceChannels: 1,
  },
) {
  return startAudioDecoder(source, {
    format,
    hasAudio: true,
    sourceChannels,
    firstSample,
    tasks,
    log: createLogger('test', 'silent'),
    onVideoPacket: (packet) => packets.push(packet),
  });
}

test('decodes audio to PCM from time 0', async () => {
  const whole = await recording(...clip('testsrc2=size=64x48:rate=30:duration=3'));
  const { audio, ended } = decode(inChunks(whole));
  const pcm = await buffer(audio);
  await ended();
  await tasks.done();
  expect(pcmDurationS(MONO, pcm.length)).toBeCloseTo(3, 1);
  expect(toneShare(pcm.subarray(0, SECOND), MONO, 440)).toBeGreaterThan(0.95);
});

/** Start of the audible audio, in seconds. */
function loudFrom(pcm: Buffer): number {
  for (let n = 0; n < pcm.length / 2; n++) if (Math.abs(pcm.readInt16LE(n * 2)) > 500) return n / 48_000;
  return Number.NaN;
}

test.each([48_000, 120_000])('starts exactly at sample %i of the source', async (firstSample) => {
  // The sine restarts about every 2^20 samples; here it starts 2.75 s after the video and does not restart.
  const whole = await recording(
    ...clip('testsrc2=size=64x48:rate=30:duration=4', 'sine=sample_rate=44100:duration=1', 2.75),
  );
  const [all, late] = [decode(inChunks(whole)), decode(inChunks(whole), firstSample)];
  const [allPcm, latePcm] = await Promise.all([buffer(all.audio), buffer(late.audio)]);
  await tasks.done();
  expect(loudFrom(latePcm) + firstSample / 48_000).toBeCloseTo(loudFrom(allPcm), 4);
  expect(latePcm.length).toBeCloseTo(allPcm.length - firstSample * 2, -1);
});

test('reports each video packet with its time, at any frame rate', async () => {
  const video = "testsrc2=size=64x48:rate=30:duration=3,settb=1/90000,setpts='PTS+0.004*sin(N)/TB'";
  const args = clip(video);
  const whole = await recording(
    ...args,
    '-fps_mode',
    'vfr',
    '-video_track_timescale',
    '90000',
    '-enc_time_base',
    '1/90000',
  );
  const { stdout } = await execa(
    'ffprobe',
    ['-v', 'error', '-select_streams', 'v', '-show_entries', 'packet=pts_time', '-of', 'csv=p=0', 'pipe:0'],
    { input: whole },
  );
  const timesS = stdout
    .trim()
    .split('\n')
    .map((line) => Number.parseFloat(line));
  expect(new Set(timesS.map((timeS, n) => Math.round((timeS - n / 30) * 1000))).size).toBeGreaterThan(3);
  const { audio } = decode(inChunks(whole));
  await buffer(audio);
  await tasks.done();
  expect(packets.map(({ index }) => index)).toEqual(timesS.map((_, n) => n));
  for (const [n, { ptsS }] of packets.entries()) expect(ptsS).toBeCloseTo(timesS[n] ?? Number.NaN, 4);
});

test('precedes audio that starts later than the video with silence', async () => {
  const whole = await recording(...clip('testsrc2=size=64x48:rate=30:duration=3', 'sine=duration=2', 1));
  const { audio } = decode(inChunks(whole));
  const pcm = await buffer(audio);
  await tasks.done();
  expect(loudFrom(pcm)).toBeGreaterThan(0.95);
  expect(loudFrom(pcm)).toBeLessThan(1.05);
});

test('unread audio blocks the source, but not the other way round', async () => {
  const whole = await recording(...clip('testsrc2=size=320x240:rate=30:duration=20', 'sine=duration=20'));
  let read = 0;
  const counted = (async function* () {
    for await (const chunk of inChunks(whole)) {
      read += chunk.length;
      yield chunk;
    }
  })();
  const { audio } = decode(counted);
  await new Promise((resolve) => audio.once('readable', resolve));
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(read).toBeLessThan(whole.length / 2);
  const pcm = await buffer(audio);
  await tasks.done();
  expect(pcmDurationS(MONO, pcm.length)).toBeCloseTo(20, 1);
});

test('rejects with the error of the source', async () => {
  const whole = await recording(...clip('testsrc2=size=64x48:rate=30:duration=3'));
  const failing = (async function* () {
    yield whole.subarray(0, whole.length / 2);
    throw new Error('disk gone');
  })();
  const { audio } = decode(failing);
  audio.resume();
  await expect(tasks.done()).rejects.toThrow('disk gone');
});

test('rejects with the output of ffmpeg for an unreadable source', async () => {
  const { audio } = decode(inChunks(Buffer.alloc(200_000, 'x')));
  audio.resume();
  await expect(tasks.done()).rejects.toMatchObject({ code: 'FFMPEG_FAILED', task: 'ingest' });
});

/** The level of each channel relative to the tone of the source, in dB; its first and last quarter are left out. */
function levelsDb(pcm: Buffer, format: typeof MONO): number[] {
  // The amplitude of ffmpeg's sine is 1/8.
  return toFloatChannels(pcm, format).map((samples) => {
    const middle = samples.subarray(samples.length / 4, (samples.length * 3) / 4);
    const power = middle.reduce((sum, sample) => sum + sample * sample, 0) / middle.length;
    return 10 * Math.log10(power / (0.125 ** 2 / 2));
  });
}

const TONE = 'sine=frequency=440:sample_rate=48000:duration=3';
const STEREO = { sampleRateHz: 48_000, channels: 2 };
const SILENT = Number.NEGATIVE_INFINITY;
const CENTRE_DB = 20 * Math.log10(Math.SQRT1_2);

test.each<[string, string, number, typeof MONO, readonly number[]]>([
  ['mono', 'anull', 1, MONO, [0]],
  ['mono in a stereo output', 'anull', 1, STEREO, [0, 0]],
  ['equal channels', 'pan=stereo|c0=c0|c1=c0', 2, STEREO, [0, 0]],
  ['equal channels in a mono output', 'pan=stereo|c0=c0|c1=c0', 2, MONO, [0]],
  ['a silent right channel', 'pan=stereo|c0=c0|c1=0*c0', 2, STEREO, [0, SILENT]],
  ['a silent left channel', 'pan=stereo|c0=0*c0|c1=c0', 2, STEREO, [SILENT, 0]],
  ['speech in the centre of 5.1', 'pan=5.1|FC=c0', 6, STEREO, [CENTRE_DB, CENTRE_DB]],
  ['the front left of 5.1', 'pan=5.1|FL=c0', 6, STEREO, [0, SILENT]],
  ['5.1 in a mono output', 'pan=5.1|FC=c0', 6, MONO, [CENTRE_DB]],
  ['7.1', 'pan=7.1|FC=c0', 8, STEREO, [CENTRE_DB, CENTRE_DB]],
])('keeps the level of %s', async (_, filter, sourceChannels, format, expected) => {
  const whole = await recording(...clip('testsrc2=size=64x48:rate=30:duration=3', `${TONE},${filter}`));
  const { audio, ended } = decode(inChunks(whole), 0, { format, sourceChannels });
  const levels = levelsDb(await buffer(audio), format);
  await ended();
  await tasks.done();
  expect(levels).toHaveLength(expected.length);
  for (const [index, level] of levels.entries()) {
    const wanted = expected[index] as number;
    if (wanted === SILENT) expect(level).toBeLessThan(-40);
    else expect(Math.abs(level - wanted)).toBeLessThan(0.5);
  }
});

test('limits 5.1 that would clip in stereo, without distorting it and at its time', async () => {
  const all = 'pan=5.1|FL=7.2*c0|FR=7.2*c0|FC=7.2*c0|BL=7.2*c0|BR=7.2*c0';
  const whole = await recording(...clip('testsrc2=size=64x48:rate=30:duration=3', `${TONE},${all}`));
  const { audio, ended } = decode(inChunks(whole), 0, { format: STEREO, sourceChannels: 6 });
  const pcm = await buffer(audio);
  await ended();
  await tasks.done();
  expect(pcmDurationS(STEREO, pcm.length)).toBeCloseTo(3, 1);
  const [left = new Float32Array()] = toFloatChannels(pcm, STEREO);
  expect(left.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)).toBeLessThan(0.95);
  expect(toneShare(fromChannels([left.subarray(48_000, 96_000)]), MONO, 440)).toBeGreaterThan(0.99);
  // The encoder blurs the start of the tone.
  expect(loudFrom(fromChannels([left]))).toBeLessThan(0.01);
});
