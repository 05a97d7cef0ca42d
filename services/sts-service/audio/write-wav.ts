const HEADER_BYTES = 44;
const BYTES_PER_SAMPLE = 2;

/** A WAV file of one channel. @param samples signed 16 bit */
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
