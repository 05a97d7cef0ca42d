import type { Sound } from './sound.ts';

/**
 * Reads a WAV stream of signed 16 bit samples in one channel. A program that writes it to a pipe can't know the
 * lengths in its headers, so the last chunk lasts to the end, whatever it says.
 *
 * @throws {Error} when it is something else
 */
export function readWav(wav: Uint8Array): Sound {
  const bytes = Buffer.from(wav.buffer, wav.byteOffset, wav.byteLength);
  if (
    bytes.length < 12 ||
    bytes.toString('latin1', 0, 4) !== 'RIFF' ||
    bytes.toString('latin1', 8, 12) !== 'WAVE'
  ) {
    throw new Error(`Expected a WAV stream, got ${bytes.length} bytes of something else.`);
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
  throw new Error(`The WAV stream of ${bytes.length} bytes holds no samples.`);
}
