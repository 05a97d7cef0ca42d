import type { PcmAudio } from './pcm-audio.ts';

const HEADER_BYTES = 44;
const BYTES_PER_SAMPLE = 2;

/**
 * Reads a WAV stream of signed 16 bit mono samples. A program that writes WAV to a pipe cannot know the lengths in its
 * headers, so the data chunk is read to the end of the stream.
 *
 * @throws {Error} for any other content
 */
export function readWav(wav: Uint8Array): PcmAudio {
  const bytes = Buffer.from(wav.buffer, wav.byteOffset, wav.byteLength);
  if (
    bytes.length < 12 ||
    bytes.toString('latin1', 0, 4) !== 'RIFF' ||
    bytes.toString('latin1', 8, 12) !== 'WAVE'
  ) {
    throw new Error(`Expected a WAV stream, got ${bytes.length} bytes of another format.`);
  }
  let sampleRateHz: number | undefined;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const id = bytes.toString('latin1', at, at + 4);
    const length = bytes.readUInt32LE(at + 4);
    const body = at + 8;
    if (id === 'fmt ') {
      const [coding, channels, bits] = [
        bytes.readUInt16LE(body),
        bytes.readUInt16LE(body + 2),
        bytes.readUInt16LE(body + 14),
      ];
      if (coding !== 1 || channels !== 1 || bits !== 16) {
        throw new Error(
          `Expected 16 bit PCM in one channel, got coding ${coding}, ${channels} channels, ${bits} bit.`,
        );
      }
      sampleRateHz = bytes.readUInt32LE(body + 4);
    }
    if (id === 'data' && sampleRateHz !== undefined) {
      const end = Math.min(body + length, bytes.length);
      return { pcm: bytes.subarray(body, end - ((end - body) % 2)), sampleRateHz };
    }
    at = body + length + (length % 2);
  }
  throw new Error(`The WAV stream of ${bytes.length} bytes contains no samples.`);
}

/** Writes a mono WAV file. @param samples signed 16 bit */
export function writeWav(samples: Int16Array, sampleRateHz: number): Uint8Array {
  const wav = Buffer.alloc(HEADER_BYTES + samples.byteLength);
  wav.write('RIFF', 0, 'latin1');
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.write('WAVEfmt ', 8, 'latin1');
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(sampleRateHz, 24);
  wav.writeUInt32LE(sampleRateHz * BYTES_PER_SAMPLE, 28);
  wav.writeUInt16LE(BYTES_PER_SAMPLE, 32);
  wav.writeUInt16LE(8 * BYTES_PER_SAMPLE, 34);
  wav.write('data', 36, 'latin1');
  wav.writeUInt32LE(samples.byteLength, 40);
  for (const [at, sample] of samples.entries())
    wav.writeInt16LE(sample, HEADER_BYTES + at * BYTES_PER_SAMPLE);
  return wav;
}
