import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTempFolder } from '../../../lib/testing/temp-folder.ts';
import { fragmentAudioSchema } from '../../contracts/fragment.ts';
import { audioLag, noisePcm } from '../testing/audio-lag.ts';
import { tonePcm, toneShare } from '../testing/tone.ts';
import { audioInputArgs, FragmentCodec } from './fragment-codec.ts';
import { fromChannels, toFloatChannels } from './pcm-channels.ts';
import { pcmDurationS } from './pcm-format.ts';

const MONO = { sampleRateHz: 48_000, channels: 1 };
const STEREO = { sampleRateHz: 48_000, channels: 2 };
const LOW_RATE = { sampleRateHz: 22_050, channels: 1 };
const MS = 48;
const AAC_FRAME_SAMPLES = 1024;

let folder: Awaited<ReturnType<typeof createTempFolder>>;
let ending: AbortController;
let codec: FragmentCodec;

beforeEach(async () => {
  folder = await createTempFolder();
  vi.stubEnv('TMPDIR', folder.path);
  ending = new AbortController();
  codec = await FragmentCodec.create(ending.signal);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await codec.dispose();
  expect(await readdir(folder.path)).toEqual([]);
  await folder[Symbol.asyncDispose]();
});

async function convert(pcm: Buffer, ...output: readonly string[]): Promise<string> {
  const args = [
    '-v',
    'error',
    '-f',
    's16le',
    '-ar',
    '48000',
    '-ac',
    '1',
    '-i',
    'pipe:0',
    ...output,
    'pipe:1',
  ];
  const { stdout } = await execa('ffmpeg', args, { input: pcm, encoding: 'buffer' });
  return Buffer.from(stdout).toString('base64');
}

test.each([0.1, 1, 1.9, 6])(
  'encodes and decodes %f s without a shift, and with the same length except for the last frame',
  async (durationS) => {
    const pcm = noisePcm(durationS * MONO.sampleRateHz);
    const audio = await codec.encode(pcm, MONO, MONO);
    expect(fragmentAudioSchema.parse(audio)).toEqual(audio);
    expect(audio).toMatchObject({
      format: 'm4a',
      sample_rate_hz: 48_000,
      channels: 1,
      duration_ms: durationS * 1000,
    });
    const back = await codec.decode(audio, MONO);
    const added = (back.length - pcm.length) / 2;
    expect(added).toBeGreaterThanOrEqual(0);
    expect(added).toBeLessThan(AAC_FRAME_SAMPLES);
    const second = 48_000 * 2;
    const { samples, similarity } = audioLag(pcm.subarray(0, second), back.subarray(0, second), 5 * MS);
    expect(Math.abs(samples)).toBeLessThanOrEqual(MS);
    expect(similarity).toBeGreaterThan(0.9);
    const [own = ''] = await readdir(folder.path);
    expect(await readdir(join(folder.path, own))).toEqual([]);
  },
);

test('samples that arrive in chunks encode to the same audio as one buffer', async () => {
  const pcm = noisePcm(2 * MONO.sampleRateHz);
  const encoding = codec.startEncoding(MONO, MONO);
  for (let at = 0; at < pcm.length; at += 3000) encoding.write(pcm.subarray(at, at + 3000));
  const audio = await encoding.finish(ending.signal);
  expect(audio).toEqual(await codec.encode(pcm, MONO, MONO));
  encoding.abandon();
  expect(await encoding.finish(ending.signal)).toBe(audio);
});

test('abandon ends an encoding and removes its file', async () => {
  const encoding = codec.startEncoding(MONO, MONO);
  encoding.write(noisePcm(MONO.sampleRateHz));
  encoding.abandon();
  encoding.write(noisePcm(MONO.sampleRateHz));
  await encoding.closed;
  await expect(encoding.finish(ending.signal)).rejects.toThrow('not sent');
  const [own = ''] = await readdir(folder.path);
  expect(await readdir(join(folder.path, own))).toEqual([]);
});

test('aborting a conversion rejects with its reason and leaves others running', async () => {
  const pcm = tonePcm(LOW_RATE, 300, 60);
  const late = new AbortController();
  const encoding = codec.startEncoding(LOW_RATE, MONO);
  encoding.write(pcm);
  const other = codec.encode(tonePcm(MONO, 300, 1), MONO, MONO);
  const given = expect(encoding.finish(late.signal)).rejects.toThrow('too late');
  late.abort(new Error('too late'));
  await given;
  const audio = await other;
  await expect(codec.decode(audio, MONO, late.signal)).rejects.toThrow('too late');
  await expect(codec.encode(pcm, LOW_RATE, MONO, late.signal)).rejects.toThrow('too late');
  expect(pcmDurationS(MONO, (await codec.decode(audio, MONO)).length)).toBeCloseTo(1, 1);
});

test('dispose ends conversions in progress first', async () => {
  const encoding = codec.startEncoding(MONO, MONO);
  await codec.dispose();
  await expect(encoding.finish(ending.signal)).rejects.toThrow('disposed');
  expect(await readdir(folder.path)).toEqual([]);
});

/** Mean level of 16-bit mono samples, without the first and last tenth of a second. */
function levelDb(pcm: Buffer): number {
  const samples = Array.from({ length: pcm.length / 2 - 9600 }, (_, n) => pcm.readInt16LE((n + 4800) * 2));
  return 10 * Math.log10(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
}

test('encodes stereo as mono and decodes it to stereo', async () => {
  const audio = await codec.encode(tonePcm(STEREO, 500, 1), STEREO, MONO);
  expect(audio.channels).toBe(1);
  const back = await codec.decode(audio, STEREO);
  expect(pcmDurationS(STEREO, back.length)).toBeCloseTo(1, 1);
  const left = Buffer.from(
    Uint16Array.from({ length: back.length / 4 }, (_, n) => back.readUInt16LE(n * 4)).buffer,
  );
  expect(toneShare(left, MONO, 500)).toBeGreaterThan(0.95);
  expect(levelDb(left) - levelDb(tonePcm(MONO, 500, 1))).toBeCloseTo(0, 0);
});

test('decodes a dub with more than two channels to stereo at its level', async () => {
  const centre = ['-af', 'pan=5.1|FC=c0', '-c:a', 'aac', '-f', 'adts'];
  const data_base64 = await convert(tonePcm(MONO, 500, 1), ...centre);
  const audio = { format: 'm4a', sample_rate_hz: 48_000, channels: 2, duration_ms: 1000, data_base64 };
  const [left, right] = toFloatChannels(await codec.decode(audio, STEREO), STEREO);
  // The centre is played by both channels with half its power each (ITU-R BS.775).
  for (const samples of [left, right]) {
    const channel = fromChannels([samples as Float32Array]);
    expect(levelDb(channel) - levelDb(tonePcm(MONO, 500, 1))).toBeCloseTo(-3, 0);
  }
});

test.each([
  ['ADTS labelled as M4A', ['-c:a', 'aac', '-ar', '44100', '-f', 'adts'], 'm4a'],
  ['WAV at another rate', ['-ar', '16000', '-f', 'wav'], 'm4a'],
  ['bare samples', ['-f', 's16le'], 'pcm'],
  ['MP3', ['-c:a', 'libmp3lame', '-f', 'mp3'], 'mp3'],
])('%s is decoded for what it is', async (_, output, format) => {
  const data_base64 = await convert(tonePcm(MONO, 700, 2), ...output);
  const audio = { format, sample_rate_hz: 48_000, channels: 1, duration_ms: 2000, data_base64 };
  const pcm = await codec.decode(audio, MONO);
  expect(pcmDurationS(MONO, pcm.length)).toBeCloseTo(2, 0);
  expect(toneShare(pcm.subarray(0, 96_000), MONO, 700)).toBeGreaterThan(0.9);
});

test.each([
  ['nothing', ''],
  ['no base64', '§§§'],
  ['text', Buffer.from('not audio at all').toString('base64')],
])('%s is not audio', async (_, data_base64) => {
  const audio = { format: 'm4a', sample_rate_hz: 48_000, channels: 1, duration_ms: 0, data_base64 };
  await expect(codec.decode(audio, MONO)).rejects.toMatchObject({ code: 'UNKNOWN_AUDIO' });
});

test('rejects invalid audio with the output of ffmpeg', async () => {
  const audio = await codec.encode(tonePcm(MONO, 700, 1), MONO, MONO);
  const half = Buffer.from(audio.data_base64, 'base64').subarray(0, 3000).toString('base64');
  await expect(codec.decode({ ...audio, data_base64: half }, MONO)).rejects.toMatchObject({
    code: 'FFMPEG_FAILED',
    task: 'decode',
    message: expect.stringContaining('moov atom not found'),
  });
});

test('cuts audio that is longer than a fragment may be', async () => {
  const silence = [
    '-v',
    'error',
    '-f',
    'lavfi',
    '-i',
    'anullsrc=r=8000:cl=mono',
    '-t',
    '1000',
    '-c:a',
    'flac',
  ];
  const { stdout } = await execa('ffmpeg', [...silence, '-f', 'flac', 'pipe:1'], { encoding: 'buffer' });
  const data_base64 = Buffer.from(stdout).toString('base64');
  const audio = { format: 'flac', sample_rate_hz: 8000, channels: 1, duration_ms: 1000, data_base64 };
  expect(pcmDurationS(MONO, (await codec.decode(audio, MONO)).length)).toBe(72);
});

test('rejects all conversions with the reason when the signal is aborted, and leaves no file', async () => {
  const pcm = tonePcm(LOW_RATE, 300, 60);
  const converting = Array.from({ length: 3 }, () => codec.encode(pcm, LOW_RATE, MONO));
  ending.abort(new Error('aborted'));
  const ends = await Promise.allSettled(converting);
  expect(ends.map((end) => end.status === 'rejected' && String(end.reason))).toEqual(
    Array(3).fill('Error: aborted'),
  );
  await expect(codec.encode(pcm, LOW_RATE, MONO)).rejects.toThrow('aborted');
  const [own = ''] = await readdir(folder.path);
  expect((await stat(join(folder.path, own))).isDirectory()).toBe(true);
  expect(await readdir(join(folder.path, own))).toEqual([]);
});

const LABEL = { format: 'm4a', sample_rate_hz: 44_100, channels: 2 };
const PCM_LABEL = { ...LABEL, format: 'PCM' };

async function toneAs(...output: readonly string[]): Promise<Buffer> {
  const args = ['-v', 'error', '-f', 'lavfi', '-i', 'sine=duration=0.2', ...output, 'pipe:1'];
  return Buffer.from((await execa('ffmpeg', args, { encoding: 'buffer' })).stdout);
}

test.each([
  ['mov', ['-c:a', 'aac', '-f', 'mp4', '-movflags', 'frag_keyframe+empty_moov']],
  ['aac', ['-c:a', 'aac', '-f', 'adts']],
  ['wav', ['-f', 'wav']],
  ['flac', ['-f', 'flac']],
  ['ogg', ['-c:a', 'flac', '-f', 'ogg']],
])('detects %s by its bytes, whatever the label', async (demuxer, output) => {
  const bytes = await toneAs(...output);
  expect(audioInputArgs(bytes, LABEL)).toEqual(['-f', demuxer]);
  expect(audioInputArgs(bytes, PCM_LABEL)).toEqual(['-f', demuxer]);
});

test('reads raw samples by their label only', async () => {
  const samples = await toneAs('-f', 's16le');
  expect(audioInputArgs(samples, PCM_LABEL)).toEqual(['-f', 's16le', '-ar', '44100', '-ch_layout', 'stereo']);
  expect(audioInputArgs(samples, LABEL)).toBeUndefined();
});
