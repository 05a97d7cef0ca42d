import { open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { type MediaToolRun, runMediaTool } from '../ffmpeg/run-media-tool.ts';
import { AudioClock } from './audio-clock.ts';
import { type HashedFrame, parseFramehash } from './framehash.ts';
import { type Pcm, pcmOfChannels } from './pcm.ts';
import { readWavSamples } from './wav-samples.ts';

/** Sufficient for speech and for a position within 0.1 ms, at a small size. */
export const MEASURING_RATE_HZ = 8000;

/**
 * A time base in which the times of all common files are whole numbers: of milliseconds, 90 kHz and 48 kHz, and of 10 to
 * 60 frames per second with ffmpeg's time bases. ffmpeg rounds times to whole frames by default; its option for the time base
 * of the file has another name in each release (`-1` up to 8, `demux` from 6.1 on).
 */
export const EXACT_TIMES = '1/5760000';

export interface DecodeOptions {
  readonly signal: AbortSignal;
  /** Time limit. */
  readonly withinMs: number;
  /** Sample rate of the decoded audio. {@link MEASURING_RATE_HZ} by default. */
  readonly sampleRateHz?: number;
}

/** The video and audio of a file, both on its presentation clock. */
export interface DecodedMedia {
  readonly frames: readonly HashedFrame[];
  readonly audio: Pcm;
}

/**
 * Decodes the first video and the first audio track of a file in one pass.
 *
 * `-copyts` keeps both on one clock: without it ffmpeg shifts every input to start at 0. Samples have no timestamps, so
 * ffmpeg writes these separately (framecrc) for each decoded audio frame. They include encoder priming that an edit
 * list removes, a late start, and gaps.
 *
 * @throws MediaToolError
 */
export async function decodeMedia(file: string, options: DecodeOptions): Promise<DecodedMedia> {
  return decodeVideoAndAudio({ from: file, task: `decode video and audio of ${file}` }, options);
}

/**
 * Like {@link decodeMedia}, but decodes a recording while it is being written, so that little work is left when it is
 * complete. The file must exist and be readable sequentially, like the fragmented MP4 that MediaMTX records.
 *
 * @param ended aborted when the recording is complete
 * @throws MediaToolError
 */
export async function decodeGrowingMedia(
  file: string,
  ended: AbortSignal,
  options: DecodeOptions,
): Promise<DecodedMedia> {
  const input = (signal: AbortSignal) => followFile(file, { ended, signal });
  return decodeVideoAndAudio({ from: 'pipe:0', input, task: `follow ${file} and decode it` }, options);
}

async function decodeVideoAndAudio(
  { from, ...run }: Pick<MediaToolRun, 'task' | 'input'> & { readonly from: string },
  { sampleRateHz = MEASURING_RATE_HZ, signal, withinMs }: DecodeOptions,
): Promise<DecodedMedia> {
  const args = [...inputFrom(from), ...audioTo('pipe:1', 'pipe:3', sampleRateHz), ...hashesTo('pipe:4')];
  const [samples, blocks, frames] = await runMediaTool({
    ...run,
    tool: 'ffmpeg',
    args,
    signal,
    withinMs,
    outputs: 3,
  });
  return { frames: parseFramehash(textOf(frames)), audio: pcmFrom(samples, blocks, sampleRateHz) };
}

/**
 * Decodes the first audio track of a file.
 *
 * @param inputArgs describe a file without a header to ffmpeg, e.g. `-f s16le -ar 48000`
 * @throws MediaToolError
 */
export async function decodePcm(
  file: string,
  options: DecodeOptions,
  inputArgs: readonly string[] = [],
): Promise<Pcm> {
  const { sampleRateHz = MEASURING_RATE_HZ, signal, withinMs } = options;
  const [samples, blocks] = await runMediaTool({
    tool: 'ffmpeg',
    args: [...inputFrom(file, inputArgs), ...audioTo('pipe:1', 'pipe:3', sampleRateHz)],
    task: `decode the audio of ${file}`,
    signal,
    withinMs,
    outputs: 2,
  });
  return pcmFrom(samples, blocks, sampleRateHz);
}

interface FollowOptions {
  /** Aborted when the file is complete; it is then read to its end. */
  readonly ended: AbortSignal;
  /** Aborted to stop reading. */
  readonly signal: AbortSignal;
}

const CHUNK_BYTES = 256 * 1024;
const POLL_EVERY_MS = 100;

/** Reads a file from its start while it is being written, until it is complete. */
export async function* followFile(
  file: string,
  { ended, signal }: FollowOptions,
): AsyncGenerator<Uint8Array> {
  await using handle = await open(file);
  const wake = AbortSignal.any([ended, signal]);
  for (;;) {
    // Evaluated before reading, so that data written before the end is always read.
    const isLast = ended.aborted;
    for (;;) {
      const { buffer, bytesRead } = await handle.read({ buffer: Buffer.allocUnsafe(CHUNK_BYTES) });
      if (bytesRead === 0) break;
      yield buffer.subarray(0, bytesRead);
    }
    if (isLast || signal.aborted) return;
    await delay(POLL_EVERY_MS, undefined, { signal: wake }).catch((error: unknown) => {
      if (!wake.aborted) throw error;
    });
  }
}

/** Frames are compared as they are encoded (`-noautorotate`): a stream has no display matrix. */
function inputFrom(file: string, inputArgs: readonly string[] = []): string[] {
  return ['-v', 'error', '-nostdin', '-copyts', ...inputArgs, '-noautorotate', '-i', file];
}

/**
 * Keeps one or two channels at their level, and mixes more than two to stereo at the level of ITU-R BS.775. WAV states how
 * many there are.
 */
function audioTo(samples: string, blocks: string, sampleRateHz: number): string[] {
  const asStereo = ['-af', 'aformat=channel_layouts=mono|stereo', '-ar', String(sampleRateHz)];
  const asFloats = ['-map', '0:a:0', ...asStereo, '-c:a', 'pcm_f32le', '-f', 'wav', samples];
  const asBlocks = ['-map', '0:a:0', '-c:a', 'pcm_s16le', '-f', 'framecrc', blocks];
  return [...asFloats, ...asBlocks];
}

/**
 * Keeps each frame's time in the units of the file (by default ffmpeg rounds it to whole frames).
 * MurmurHash3 takes a fifth of the time of MD5.
 */
function hashesTo(output: string): string[] {
  return ['-map', '0:v:0', '-enc_time_base', EXACT_TIMES, '-f', 'framehash', '-hash', 'murmur3', output];
}

function pcmFrom(samples: Uint8Array, blocks: Uint8Array | undefined, sampleRateHz: number): Pcm {
  return pcmOfChannels(readWavSamples(samples), {
    sampleRateHz,
    clock: new AudioClock(parseFramehash(textOf(blocks))),
  });
}

function textOf(output: Uint8Array | undefined): string {
  return Buffer.from(output ?? []).toString('utf8');
}
