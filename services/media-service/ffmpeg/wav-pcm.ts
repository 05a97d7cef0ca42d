/** The samples of a WAV file, interleaved. */
export interface WavPcm {
  readonly channels: number;
  readonly pcm: Buffer;
}

const CHUNK_HEADER_BYTES = 8;
const CHANNELS_AT = 2;

/**
 * Reads the WAV file that ffmpeg writes to a pipe. The sizes of the file and of its samples are unknown while it is
 * written, so the samples end with the file.
 *
 * @throws {Error} when it is no WAV file
 */
export function readWav(bytes: Buffer): WavPcm {
  let channels: number | undefined;
  for (let at = 12; at + CHUNK_HEADER_BYTES <= bytes.length; ) {
    const id = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    const from = at + CHUNK_HEADER_BYTES;
    if (id === 'fmt ') channels = bytes.readUInt16LE(from + CHANNELS_AT);
    if (id === 'data' && channels !== undefined) return { channels, pcm: bytes.subarray(from) };
    // Chunks have an even length.
    at = from + size + (size % 2);
  }
  throw new Error(
    `ffmpeg wrote no WAV file, but ${bytes.length} bytes that start with ${bytes.toString('hex', 0, 12)}`,
  );
}

const BYTES_PER_SAMPLE = 2;

/**
 * Converts 16-bit samples between mono and stereo. Mono is played by both channels at its own level: ffmpeg's own
 * conversion makes it 3 dB quieter. Stereo becomes the mean of its channels.
 */
export function toChannels({ channels, pcm }: WavPcm, wanted: number): Buffer {
  if (channels === wanted) return pcm;
  const { buffer, byteOffset, length } = pcm;
  const samples = new Int16Array(buffer.slice(byteOffset, byteOffset + length - (length % BYTES_PER_SAMPLE)));
  const frames = Math.floor(samples.length / channels);
  const out = new Int16Array(frames * wanted);
  for (let frame = 0; frame < frames; frame += 1) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel += 1) sum += samples[frame * channels + channel] ?? 0;
    out.fill(Math.round(sum / channels), frame * wanted, (frame + 1) * wanted);
  }
  return Buffer.from(out.buffer);
}
