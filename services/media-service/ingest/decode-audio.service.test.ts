import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTempFolder } from '../../../lib/testing/temp-folder.ts';
import { createLogger } from '../../runtime/logger.ts';
import { TaskGroup } from '../../runtime/task-group.ts';
import type { Packet } from '../ffmpeg/framecrc.ts';
import { fromChannels, toFloatChannels } from '../ffmpeg/pcm-channels.ts';
import { pcmDurationS } from '../ffmpeg/pcm-format.ts';
import { splitRecording } from '../mp4/split-recording.ts';
import { toneShare } from '../testing/tone.ts';
import type { TimelineEvent } from './audio-timeline.ts';
import { startAudioDecoder } from './decode-audio.ts';

const MONO = { sampleRateHz: 48_000, channels: 1 };
const SECOND = 96_000;
const FRAGMENTED = ['-f', 'mp4', '-movflags', 'frag_keyframe+empty_moov+default_base_moof', 'pipe:1'];

let ending: AbortController;
let tasks: TaskGroup;
let packets: Packet[];
let events: TimelineEvent[];
let pauses: string[];
let errors: Error[];

beforeEach(() => {
  ending = new AbortController();
  tasks = new TaskGroup(ending.signal);
  [packets, events, pauses, errors] = [[], [], [], []];
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

/** One MP4 fragment after another, as the worker reads a recording. */
async function* inFragments(whole: Buffer): AsyncGenerator<Buffer> {
  for await (const { bytes } of splitRecording(inChunks(whole))) yield bytes;
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
    onAudio: (event) => events.push(event),
    onUndecodable: (error) => errors.push(error),
    onPause: (track, isPaused) => pauses.push(`${track} ${isPaused ? 'paused' : 'returned'}`),
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

/** The samples of the events of one kind. */
function samplesOf(kind: 'received' | 'filled' | 'trimmed' | 'stretched'): number {
  return events.reduce((sum, event) => sum + (event.kind === kind ? event.samples : 0), 0);
}

/** Root mean square of a mono or stereo signal, per second. */
function levels(pcm: Buffer, channels: number): number[] {
  const found: number[] = [];
  const bytes = SECOND * channels;
  for (let at = 0; at + bytes <= pcm.length; at += bytes) {
    let energy = 0;
    for (let n = at; n < at + bytes; n += 2) energy += pcm.readInt16LE(n) ** 2;
    found.push(Math.sqrt(energy / (bytes / 2)));
  }
  return found;
}

const AUDIO_SECONDS = 3;

/**
 * A recording whose audio changes its format after 3 s, as MediaMTX writes it: with one index.
 *
 * @param container of the parts: in `mp4` they keep their channels, in `ts` the times of another sample rate
 */
async function changingRecording(
  folder: string,
  first: readonly string[],
  second: readonly string[],
  container: 'mp4' | 'ts' = 'mp4',
): Promise<Buffer> {
  const parts = await Promise.all(
    [first, second].map(async (audio, n) => {
      const file = join(folder, `${n}.${container}`);
      const args = clip(`testsrc2=size=64x48:rate=30:duration=${AUDIO_SECONDS}`);
      await execa('ffmpeg', ['-v', 'error', ...args, ...audio, '-y', file]);
      return file;
    }),
  );
  const list = join(folder, 'list.txt');
  await writeFile(list, parts.map((file) => `file '${file}'\n`).join(''));
  const { stdout } = await execa(
    'ffmpeg',
    [
      '-v',
      'error',
      '-f',
      'concat',
      '-safe',
      '0',
      '-i',
      list,
      '-c',
      'copy',
      ...(container === 'ts' ? ['-bsf:a', 'aac_adtstoasc'] : []),
      ...FRAGMENTED,
    ],
    { encoding: 'buffer' },
  );
  return Buffer.from(stdout);
}

/** A mix that keeps the level of the source, whose mono is the mean of its channels. */
const SAME_LEVEL_STEREO = ['-af', 'pan=stereo|c0=c0|c1=c0'];

test.each([
  ['mono to stereo', ['-ac', '1'], SAME_LEVEL_STEREO],
  ['stereo to mono', SAME_LEVEL_STEREO, ['-ac', '1']],
])('follows a change from %s within a recording, in mono and stereo', async (_, first, second) => {
  await using folder = await createTempFolder();
  const whole = await changingRecording(folder.path, first, second);
  for (const channels of [1, 2]) {
    [events, packets] = [[], []];
    const { audio } = decode(inFragments(whole), 0, { format: { ...MONO, channels }, sourceChannels: 1 });
    const pcm = await buffer(audio);
    expect(pcmDurationS({ ...MONO, channels }, pcm.length)).toBeGreaterThan(2 * AUDIO_SECONDS - 0.1);
    expect(samplesOf('filled') / MONO.sampleRateHz).toBeLessThan(0.06);
    expect(packets).toHaveLength(2 * AUDIO_SECONDS * 30);
    const [, level = Number.NaN, , , after = Number.NaN] = levels(pcm, channels);
    expect(level).toBeGreaterThan(1000);
    expect(after / level).toBeCloseTo(1, 1);
  }
  await tasks.done();
});

test('reports audio that cannot be decoded after a change, and fills it', async () => {
  await using folder = await createTempFolder();
  const whole = await changingRecording(folder.path, ['-ac', '1'], ['-ac', '6']);
  const { audio } = decode(inFragments(whole));
  const pcm = await buffer(audio);
  await tasks.done();
  expect(pcmDurationS(MONO, pcm.length)).toBeGreaterThan(2 * AUDIO_SECONDS - 1.5);
  expect(errors).toMatchObject([
    { code: 'AUDIO_UNDECODABLE', message: expect.stringContaining('not allocated') },
  ]);
});

test('follows a change of the sample rate behind a decoder configuration that stays', async () => {
  await using folder = await createTempFolder();
  const whole = await changingRecording(folder.path, ['-ar', '44100'], ['-ar', '48000'], 'ts');
  const { audio } = decode(inFragments(whole));
  const pcm = await buffer(audio);
  await tasks.done();
  expect(pcmDurationS(MONO, pcm.length)).toBeGreaterThan(2 * AUDIO_SECONDS - 0.1);
  expect(events).toContainEqual({ kind: 'rate', at: expect.any(Number), ratio: 147 / 160 });
  // After the detection the tone has its frequency again.
  expect(toneShare(pcm.subarray(4 * SECOND, 5 * SECOND), MONO, 440)).toBeGreaterThan(0.95);
});

const VIDEO = 'testsrc2=size=64x48:rate=30:duration=6';

test('fills audio that stops while the video continues, as the video arrives', async () => {
  const whole = await recording(...clip(VIDEO, 'sine=frequency=440:duration=2'));
  const { audio } = decode(inChunks(whole));
  const pcm = await buffer(audio);
  await tasks.done();
  // The video ends 1 s later; its rest is filled when it has ended.
  expect(pcmDurationS(MONO, pcm.length)).toBeCloseTo(5, 1);
  expect(pauses).toEqual(['audio paused']);
  expect(samplesOf('received') + samplesOf('filled')).toBe(pcm.length / 2);
  expect(samplesOf('received') / MONO.sampleRateHz).toBeCloseTo(2, 1);
});

test('fills a track without a single packet', async () => {
  const whole = await recording(...clip(VIDEO), '-bsf:a', 'noise=drop=1');
  const { audio } = decode(inChunks(whole));
  expect(pcmDurationS(MONO, (await buffer(audio)).length)).toBeCloseTo(5, 1);
  await tasks.done();
});

test('continues with audio when the video stops', async () => {
  const whole = await recording(...clip('testsrc2=size=64x48:rate=30:duration=2', 'sine=duration=6'));
  const { audio } = decode(inChunks(whole));
  expect(pcmDurationS(MONO, (await buffer(audio)).length)).toBeCloseTo(6, 1);
  await tasks.done();
  expect(samplesOf('filled')).toBeLessThan(100);
  expect(pauses).toEqual(['video paused']);
});

test('follows a jump of 80 ms, which is silent', async () => {
  const jump = "asetnsamples=1024,asetpts='PTS+gte(T,3)*0.08/TB'";
  const whole = await recording(...clip(VIDEO, `sine=frequency=440:sample_rate=44100:duration=6,${jump}`));
  const { audio } = decode(inChunks(whole));
  const pcm = await buffer(audio);
  await tasks.done();
  const gaps = events.filter((event) => event.kind === 'filled' && event.samples > 480);
  expect(gaps).toEqual([
    { kind: 'filled', at: expect.any(Number), samples: expect.any(Number), reason: 'gap' },
  ]);
  expect(samplesOf('filled') / MONO.sampleRateHz).toBeCloseTo(0.08, 2);
  expect(pcmDurationS(MONO, pcm.length)).toBeCloseTo(6.08, 1);
});
