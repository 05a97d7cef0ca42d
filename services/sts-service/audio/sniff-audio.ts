import type { FragmentAudio } from '../../contracts/fragment.ts';

/** What a piece of encoded audio really is; for raw samples, how they have to be read. */
export type SniffedAudio =
  | { readonly container: 'mp4' | 'adts' | 'wav' }
  | { readonly container: 'pcm'; readonly encoding: string };

/** Labels of raw samples → ffmpeg's name of their format. */
const PCM_LABELS: Readonly<Record<string, string>> = {
  pcm: 's16le',
  raw: 's16le',
  s16le: 's16le',
  pcm_s16le: 's16le',
  s16be: 's16be',
  pcm_s16be: 's16be',
  s32le: 's32le',
  pcm_s32le: 's32le',
  f32le: 'f32le',
  pcm_f32le: 'f32le',
};

/**
 * Tells what audio is from its bytes. The label decides only between kinds of raw samples, which look like
 * nothing in particular.
 *
 * @throws {Error} when the bytes are of no known kind and the label does not name raw samples
 */
export function sniffAudio(bytes: Uint8Array, label: FragmentAudio['format']): SniffedAudio {
  if (textAt(bytes, 4) === 'ftyp') return { container: 'mp4' };
  if (textAt(bytes, 0) === 'RIFF' && textAt(bytes, 8) === 'WAVE') return { container: 'wav' };
  if (isAdts(bytes)) return { container: 'adts' };
  const encoding = PCM_LABELS[label.toLowerCase()];
  if (encoding !== undefined && bytes.length > 0) return { container: 'pcm', encoding };
  const start = Buffer.from(bytes.subarray(0, 12)).toString('hex');
  const found = bytes.length === 0 ? 'no audio' : `bytes that begin with ${start}`;
  const known = `MP4, ADTS, WAV, or samples labelled ${Object.keys(PCM_LABELS).join(', ')}`;
  throw new Error(`Audio labelled "${label}" holds ${found}; known are ${known}.`);
}

function textAt(bytes: Uint8Array, offset: number): string {
  return Buffer.from(bytes.subarray(offset, offset + 4)).toString('latin1');
}

/**
 * ADTS (ISO/IEC 13818-7, 6.2): frames that begin with twelve 1 bits, the layer 0, and hold their length in 13
 * bits. Raw samples may look like one such header; two in the right distance they do not.
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
