/** What a piece of audio is, by its own first bytes. */
export type AudioContainer = 'mp4' | 'wav' | 'ogg' | 'flac' | 'mp3' | 'adts';

/** Sound that says nothing of itself is taken for what its label says, if that names samples. */
const RAW_SAMPLES: readonly (readonly [label: RegExp, ffmpegFormat: string])[] = [
  [/^(pcm|raw|pcm_s16le|s16le|pcm16)$/i, 's16le'],
  [/^(pcm_f32le|f32le|float32)$/i, 'f32le'],
];

/** Tells the container of `bytes`; `undefined` when it is none of them, as bare samples are. */
export function sniffAudioContainer(bytes: Uint8Array): AudioContainer | undefined {
  const text = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  if (text.slice(4, 8) === 'ftyp') return 'mp4';
  if (text.startsWith('RIFF')) return 'wav';
  if (text.startsWith('OggS')) return 'ogg';
  if (text.startsWith('fLaC')) return 'flac';
  if (text.startsWith('ID3')) return 'mp3';
  const [first = 0, second = 0] = bytes;
  if (first !== 0xff) return undefined;
  // Twelve bits of sync, then for ADTS a layer of 0, which MPEG audio never has.
  if ((second & 0xf6) === 0xf0) return 'adts';
  return (second & 0xe0) === 0xe0 ? 'mp3' : undefined;
}

/** ffmpeg's name of the sample format that `label` stands for; `undefined` when it names no bare samples. */
export function rawSampleFormat(label: string): string | undefined {
  return RAW_SAMPLES.find(([pattern]) => pattern.test(label))?.[1];
}
