const CHUNK_HEADER_BYTES = 8;
const RIFF_HEADER_BYTES = 12;
const CHANNELS_AT = 2;
const BYTES_PER_SAMPLE = 4;

/**
 * Reads the WAV of 32-bit floats that ffmpeg writes to a pipe, where the number of channels is known from its header only.
 * Its samples end with the file: their size is unknown while it is written.
 *
 * @returns the samples of each channel; one channel without samples for an empty file, which ffmpeg writes when nothing
 *   was decoded
 * @throws {Error} when it is no WAV file
 */
export function readWavSamples(file: Uint8Array): readonly [Float32Array, ...Float32Array[]] {
  if (file.byteLength === 0) return [new Float32Array()];
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  let channels: number | undefined;
  for (let at = RIFF_HEADER_BYTES; at + CHUNK_HEADER_BYTES <= bytes.length; ) {
    const id = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    const from = at + CHUNK_HEADER_BYTES;
    if (id === 'fmt ') channels = bytes.readUInt16LE(from + CHANNELS_AT);
    if (id === 'data' && channels !== undefined) return separate(bytes.subarray(from), channels);
    // Chunks have an even length.
    at = from + size + (size % 2);
  }
  throw new Error(
    `ffmpeg wrote no WAV file, but ${bytes.length} bytes that start with ${bytes.toString('hex', 0, RIFF_HEADER_BYTES)}`,
  );
}

function separate(bytes: Uint8Array, channels: number): readonly [Float32Array, ...Float32Array[]] {
  // A copy: the slice of a Buffer is a view with any offset.
  const samples = new Float32Array(
    new Uint8Array(bytes).buffer,
    0,
    Math.floor(bytes.byteLength / BYTES_PER_SAMPLE),
  );
  if (channels === 1) return [samples];
  const length = Math.floor(samples.length / channels);
  const ofChannel = (channel: number): Float32Array =>
    Float32Array.from({ length }, (_, index) => samples[index * channels + channel] as number);
  return [ofChannel(0), ...Array.from({ length: channels - 1 }, (_, index) => ofChannel(index + 1))];
}
