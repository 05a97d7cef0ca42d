import { type MediaToolRun, runMediaTool } from '../ffmpeg/run-media-tool.ts';
import { AudioClock } from './audio-clock.ts';
import { followFile } from './follow-file.ts';
import { type HashedFrame, parseFramehash } from './framehash.ts';
import type { Pcm } from './pcm.ts';

/** Enough for speech and for a place within 0.1 ms, and little to carry. */
export const MEASURING_RATE_HZ = 8000;

export interface DecodeOptions {
  readonly signal: AbortSignal;
  /** How long it may take, in ms. */
  readonly withinMs: number;
  /** Of the sound. {@link MEASURING_RATE_HZ} by default. */
  readonly sampleRateHz?: number;
}

/** A file's picture and sound as measured: both on the file's own presentation clock. */
export interface DecodedMedia {
  readonly frames: readonly HashedFrame[];
  readonly audio: Pcm;
}

/**
 * Decodes the first picture and the first sound stream of a file, in one pass.
 *
 * `-copyts` keeps picture and sound on one clock: without it ffmpeg moves every input to begin at 0. The sound's
 * timestamps are not in the samples, so ffmpeg writes them apart (framecrc), per decoded frame: an encoder's priming
 * that an edit list cuts off, a late start and gaps are in them.
 *
 * @throws MediaToolError
 */
export async function decodeMedia(file: string, options: DecodeOptions): Promise<DecodedMedia> {
  return decodePictureAndSound({ from: file, task: `decode picture and sound of ${file}` }, options);
}

/**
 * Does what {@link decodeMedia} does with a recording that is still being written, while it is: when it has ended
 * there is next to nothing left to do. The file must be there, and readable from its beginning to its end (a
 * fragmented MP4, which MediaMTX records).
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
  return decodePictureAndSound({ from: 'pipe:0', input, task: `follow ${file} and decode it` }, options);
}

async function decodePictureAndSound(
  { from, ...run }: Pick<MediaToolRun, 'task' | 'input'> & { readonly from: string },
  { sampleRateHz = MEASURING_RATE_HZ, signal, withinMs }: DecodeOptions,
): Promise<DecodedMedia> {
  const args = [...readFrom(from), ...soundTo('pipe:1', 'pipe:3', sampleRateHz), ...hashesTo('pipe:4')];
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
 * Decodes the first sound stream of a file, mixed to one channel.
 *
 * @param inputArgs what ffmpeg must know of a file that does not say what it is, e.g. `-f s16le -ar 48000`
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
    args: [...readFrom(file, inputArgs), ...soundTo('pipe:1', 'pipe:3', sampleRateHz)],
    task: `decode the sound of ${file}`,
    signal,
    withinMs,
    outputs: 2,
  });
  return pcmFrom(samples, blocks, sampleRateHz);
}

/**
 * The decoded frames of a file's first picture stream. Equal hashes mean equal pictures, whatever the container.
 *
 * @throws MediaToolError
 */
export async function decodedFrameHashes(
  file: string,
  options: Omit<DecodeOptions, 'sampleRateHz'>,
): Promise<HashedFrame[]> {
  const args = [...readFrom(file), ...hashesTo('pipe:1')];
  const [frames] = await runMediaTool({
    tool: 'ffmpeg',
    args,
    task: `decode the picture of ${file}`,
    ...options,
  });
  return parseFramehash(textOf(frames));
}

function readFrom(file: string, inputArgs: readonly string[] = []): string[] {
  return ['-v', 'error', '-nostdin', '-copyts', ...inputArgs, '-i', file];
}

/** Channels are averaged (`-rematrix_maxval 1`: ffmpeg would make two equal ones 3 dB louder). */
function soundTo(samples: string, blocks: string, sampleRateHz: number): string[] {
  const asOneChannel = ['-ac', '1', '-rematrix_maxval', '1', '-ar', String(sampleRateHz)];
  const asFloats = ['-map', '0:a:0', ...asOneChannel, '-f', 'f32le', samples];
  const asBlocks = ['-map', '0:a:0', '-c:a', 'pcm_s16le', '-f', 'framecrc', blocks];
  return [...asFloats, ...asBlocks];
}

/**
 * Each frame's time in the file's own units (`-enc_time_base -1`: ffmpeg would round it to whole frames). MurmurHash3
 * takes a fifth of MD5's time.
 */
function hashesTo(output: string): string[] {
  return ['-map', '0:v:0', '-enc_time_base', '-1', '-f', 'framehash', '-hash', 'murmur3', output];
}

function pcmFrom(samples: Uint8Array, blocks: Uint8Array | undefined, sampleRateHz: number): Pcm {
  return {
    sampleRateHz,
    samples: new Float32Array(samples.slice().buffer, 0, Math.floor(samples.byteLength / 4)),
    clock: new AudioClock(parseFramehash(textOf(blocks))),
  };
}

function textOf(output: Uint8Array | undefined): string {
  return Buffer.from(output ?? []).toString('utf8');
}
