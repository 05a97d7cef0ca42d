import { writeFile } from 'node:fs/promises';
import { locateAudio } from '../audio/locate-audio.ts';
import { type DecodedMedia, decodeMedia, decodePcm } from '../decode/decode-media.ts';
import type { Pcm } from '../decode/pcm.ts';
import type { DubbedSegment } from '../sync/segment-audio.ts';
import { ffmpeg } from './ffmpeg.ts';
import { noise } from './noise.ts';

const RATE_HZ = 48_000;
const SEGMENTS = 3;
const SEGMENT_S = 2;
export const FRAME_S = 1 / 25;

const options = { signal: new AbortController().signal, withinMs: 20_000 };
const raw = ['-f', 'f32le', '-ar', String(RATE_HZ), '-ac', '1'];
/** Lossless, so that frames that a test does not change decode to the same hashes. */
const lossless = ['-c:v', 'libx264', '-preset', 'ultrafast', '-qp', '0', '-pix_fmt', 'yuv420p', '-bf', '0'];

/** Noise that resembles a voice: below 2 kHz, in four syllables a second, each at a different level. */
export function voice(seed: number, seconds: number): Float32Array {
  const rough = noise(seconds * RATE_HZ + 24, seed);
  const loudness = noise(seconds * 4, seed + 1000);
  let sum = 0;
  return Float32Array.from({ length: seconds * RATE_HZ }, (_, index) => {
    sum += (rough[index + 24] ?? 0) - (rough[index] ?? 0);
    const syllable = Math.floor((index / RATE_HZ) * 4);
    const within = ((index / RATE_HZ) * 4) % 1;
    return (sum / 24) * Math.sin(Math.PI * within) ** 2 * (0.6 + 0.4 * (loudness[syllable] ?? 0));
  });
}

export interface FakeStream {
  readonly file: string;
  readonly reference: DecodedMedia;
  readonly segments: readonly DubbedSegment[];
  readonly originals: readonly Float32Array[];
  readonly dubs: readonly Float32Array[];
}

/** A clip of 6 s with three segments, each with its original and dubbed audio. */
export async function createStream(path: (name: string) => string): Promise<FakeStream> {
  const whole = voice(1, SEGMENTS * SEGMENT_S);
  const length = SEGMENT_S * RATE_HZ;
  const numbers = Array.from({ length: SEGMENTS }, (_, k) => k);
  const originals = numbers.map((k) => whole.subarray(k * length, (k + 1) * length));
  const dubs = numbers.map((k) => voice(10 + k, SEGMENT_S));
  const file = path('reference.mp4');
  await writeSamples(path('whole.raw'), whole);
  const video = `testsrc2=s=96x64:r=25:d=${SEGMENTS * SEGMENT_S},noise=alls=20:allf=t`;
  await ffmpeg([
    '-f',
    'lavfi',
    '-i',
    video,
    ...raw,
    '-i',
    path('whole.raw'),
    ...lossless,
    '-c:a',
    'aac',
    file,
  ]);
  const reference = await decodeMedia(file, options);
  const segments = await Promise.all(
    numbers.map(async (sequence): Promise<DubbedSegment> => {
      const original = await throughFile(path(`original-${sequence}.raw`), originals[sequence]);
      const dubbed = await throughFile(path(`dubbed-${sequence}.raw`), dubs[sequence]);
      const source = locateAudio(original, reference.audio, sequence * SEGMENT_S);
      return { sequence, original, dubbed, source };
    }),
  );
  return { file, reference, segments, originals, dubs };
}

export interface FakeCapture {
  /** The audio of each segment, 2 s each. */
  readonly audio: readonly Float32Array[];
  /** How late the audio is; negative for early. */
  readonly lateMs?: number;
  /** An ffmpeg filter for the video. `null`, which changes nothing, by default. */
  readonly videoFilter?: string;
  /** Remuxes the FLV to a fragmented MP4, like a recorder, instead of a plain MP4. */
  readonly fragmented?: boolean;
}

/** Creates a capture of the stream's output and decodes it. */
export async function capture(
  path: (name: string) => string,
  stream: FakeStream,
  { audio, lateMs = 0, videoFilter = 'null', fragmented = false }: FakeCapture,
): Promise<DecodedMedia> {
  const aired = new Float32Array(SEGMENTS * SEGMENT_S * RATE_HZ + RATE_HZ);
  audio.forEach((samples, k) => {
    const start = Math.round((k * SEGMENT_S + lateMs / 1000) * RATE_HZ);
    aired.set(samples.subarray(Math.max(0, -start)), Math.max(0, start));
  });
  await writeSamples(path('aired.raw'), aired);
  const inputs = ['-i', stream.file, ...raw, '-i', path('aired.raw')];
  const passFrames = [
    '-vf',
    `${videoFilter},settb=1/1000`,
    '-fps_mode',
    'passthrough',
    '-enc_time_base',
    '1/1000',
  ];
  const encoders = [...lossless, ...passFrames, '-c:a', 'aac', '-b:a', '96k'];
  await ffmpeg([...inputs, '-map', '0:v', '-map', '1:a', ...encoders, path('capture.flv')]);
  const flags = fragmented ? ['-movflags', 'frag_keyframe+empty_moov+default_base_moof'] : [];
  await ffmpeg(['-i', path('capture.flv'), '-c', 'copy', ...flags, path('capture.mp4')]);
  return decodeMedia(path('capture.mp4'), options);
}

async function writeSamples(file: string, samples: Float32Array): Promise<void> {
  await writeFile(file, Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength));
}

async function throughFile(file: string, samples: Float32Array | undefined): Promise<Pcm> {
  await writeSamples(file, samples ?? new Float32Array());
  return decodePcm(file, options, raw);
}
