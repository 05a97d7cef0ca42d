/** The container of encoded audio, or the sample format of raw samples. */
export type AudioKind =
  | { readonly container: keyof typeof AUDIO_DEMUXERS }
  | { readonly container: 'pcm'; readonly sampleFormat: string };

/** Known audio containers and the ffmpeg demuxer for each. */
export const AUDIO_DEMUXERS = {
  mp4: 'mov',
  adts: 'aac',
  wav: 'wav',
  ogg: 'ogg',
  flac: 'flac',
  mp3: 'mp3',
} as const;

/** Labels of raw samples and the ffmpeg sample format for each. */
const SAMPLE_FORMATS: ReadonlyMap<string, string> = new Map([
  ['pcm', 's16le'],
  ['raw', 's16le'],
  ['pcm16', 's16le'],
  ['s16le', 's16le'],
  ['pcm_s16le', 's16le'],
  ['s16be', 's16be'],
  ['pcm_s16be', 's16be'],
  ['s32le', 's32le'],
  ['pcm_s32le', 's32le'],
  ['f32le', 'f32le'],
  ['pcm_f32le', 'f32le'],
  ['float32', 'f32le'],
]);

/** Number of leading bytes that detection needs: the longest ADTS frame and the header of the next one. */
export const AUDIO_KIND_BYTES = 8193;

/**
 * Detects the kind of audio from its bytes. The label is used only to choose between formats of raw samples, which have
 * no signature. ffmpeg never guesses the format: it would accept a playlist and open the files named in it.
 *
 * @param bytes all bytes, or at least the first {@link AUDIO_KIND_BYTES}
 * @param label the `format` that the sender declared
 * @returns `undefined` for unknown bytes whose label names no sample format, and for empty input
 */
export function detectAudioKind(bytes: Uint8Array, label: string): AudioKind | undefined {
  const sampleFormat = SAMPLE_FORMATS.get(label.toLowerCase());
  const container = containerOf(bytes);
  if (container !== undefined) return { container };
  if (sampleFormat !== undefined) return bytes.length === 0 ? undefined : { container: 'pcm', sampleFormat };
  return isMpegAudio(bytes) ? { container: 'mp3' } : undefined;
}

/** The error message for audio that {@link detectAudioKind} does not recognise. */
export function describeUnknownAudio(bytes: Uint8Array, label: string): string {
  const start = Buffer.from(bytes.subarray(0, 12)).toString('hex');
  const content = bytes.length === 0 ? 'contains no audio' : `starts with unknown bytes ${start}`;
  const labels = [...SAMPLE_FORMATS.keys()].join(', ');
  return `Audio labelled "${label}" ${content}. Expected MP4, ADTS, WAV, Ogg, FLAC, MP3, or raw samples labelled ${labels}.`;
}

function containerOf(bytes: Uint8Array): keyof typeof AUDIO_DEMUXERS | undefined {
  const text = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  if (text.startsWith('ftyp', 4)) return 'mp4';
  if (text.startsWith('RIFF') && text.startsWith('WAVE', 8)) return 'wav';
  if (text.startsWith('OggS')) return 'ogg';
  if (text.startsWith('fLaC')) return 'flac';
  if (text.startsWith('ID3')) return 'mp3';
  return isAdts(bytes) ? 'adts' : undefined;
}

/**
 * ADTS frames (ISO/IEC 13818-7, 6.2) start with twelve 1 bits and layer 0, and hold their length in 13 bits. Raw samples
 * can resemble one header, but not a second one exactly one frame length later.
 */
function isAdts(bytes: Uint8Array): boolean {
  if (!hasAdtsSync(bytes, 0)) return false;
  const [, , , b3 = 0, b4 = 0, b5 = 0] = bytes;
  const frameBytes = ((b3 & 0b11) << 11) | (b4 << 3) | (b5 >> 5);
  return frameBytes === bytes.length || hasAdtsSync(bytes, frameBytes);
}

function hasAdtsSync(bytes: Uint8Array, offset: number): boolean {
  return bytes[offset] === 0xff && ((bytes[offset + 1] ?? 0) & 0xf6) === 0xf0;
}

/** MPEG audio frames start with eleven 1 bits, too few to distinguish them from samples with a sample label. */
function isMpegAudio(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe0) === 0xe0;
}
