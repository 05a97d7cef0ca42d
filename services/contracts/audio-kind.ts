/** What a piece of encoded audio is: a container, or bare samples and how they have to be read. */
export type AudioKind =
  | { readonly container: keyof typeof AUDIO_DEMUXERS }
  | { readonly container: 'pcm'; readonly sampleFormat: string };

/** The containers that audio comes in → ffmpeg's name of what reads them. */
export const AUDIO_DEMUXERS = {
  mp4: 'mov',
  adts: 'aac',
  wav: 'wav',
  ogg: 'ogg',
  flac: 'flac',
  mp3: 'mp3',
} as const;

/** Labels of bare samples → ffmpeg's name of their format. */
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

/** Bytes that are enough to tell what a longer piece is: an ADTS frame at its longest, and the next one's header. */
export const AUDIO_KIND_BYTES = 8193;

/**
 * Tells what audio is from its bytes: labels are not to be trusted, and ffmpeg must not guess either, for it would
 * take a playlist and open what that names. The label decides only between kinds of bare samples, which look like
 * nothing in particular.
 *
 * @param bytes all of it, or the first {@link AUDIO_KIND_BYTES}
 * @returns `undefined` when the bytes are of no known kind and the label names no samples, or when there are none
 */
export function audioKindOf(bytes: Uint8Array, label: string): AudioKind | undefined {
  const sampleFormat = SAMPLE_FORMATS.get(label.toLowerCase());
  const container = containerOf(bytes);
  if (container !== undefined) return { container };
  if (sampleFormat !== undefined) return bytes.length === 0 ? undefined : { container: 'pcm', sampleFormat };
  return isMpegAudio(bytes) ? { container: 'mp3' } : undefined;
}

/** What there is to say of audio of which {@link audioKindOf} knows nothing. */
export function unknownAudio(bytes: Uint8Array, label: string): string {
  const start = Buffer.from(bytes.subarray(0, 12)).toString('hex');
  const found = bytes.length === 0 ? 'no audio' : `bytes that begin with ${start}`;
  const labels = [...SAMPLE_FORMATS.keys()].join(', ');
  return `Audio labelled "${label}" holds ${found}; known are MP4, ADTS, WAV, Ogg, FLAC, MP3, or samples labelled ${labels}.`;
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
 * ADTS (ISO/IEC 13818-7, 6.2): frames that begin with twelve 1 bits, the layer 0, and hold their length in 13
 * bits. Samples may look like one such header; two in the right distance they do not.
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

/** A frame of MPEG audio begins with eleven 1 bits. Too little to tell it from samples that are labelled as such. */
function isMpegAudio(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe0) === 0xe0;
}
