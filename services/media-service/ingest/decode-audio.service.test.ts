import { buffer } from 'node:stream/consumers';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLogger } from '../../runtime/logger.ts';
import { TaskGroup } from '../../runtime/task-group.ts';
import type { Packet } from '../ffmpeg/framecrc.ts';
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

function decode(source: AsyncIterable<Buffer>, firstSample = 0) {
  return startAudioDecoder(source, {
    format: MONO,
    hasAudio: true,
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
    '-vsync',
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
