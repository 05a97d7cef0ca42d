import { execa } from 'execa';
import { expect, test } from 'vitest';
import { ScratchFolder } from '../process/scratch-folder.ts';
import { encodeAudio } from './encode-audio.ts';

const RATE_HZ = 16_000;
const AMPLITUDE = 8000;

/** Mean level of samples, without the first and last tenth of a second. */
function levelDb(samples: Int16Array): number {
  const inner = samples.subarray(samples.length / 10, (samples.length * 9) / 10);
  return 10 * Math.log10(inner.reduce((sum, sample) => sum + sample * sample, 0) / inner.length);
}

test.each([1, 2])('keeps the level of speech in %i channels', async (channels) => {
  const tone = Int16Array.from({ length: RATE_HZ }, (_, n) =>
    Math.round(AMPLITUDE * Math.sin((2 * Math.PI * 500 * n) / RATE_HZ)),
  );
  const scratch = await ScratchFolder.create();
  try {
    const pcm = Buffer.from(tone.buffer);
    const plan = { tempo: 1, durationMs: 1000, sampleRateHz: 48_000, channels };
    const audio = await encodeAudio(
      { pcm, sampleRateHz: RATE_HZ },
      plan,
      scratch,
      AbortSignal.timeout(30_000),
    );
    const args = ['-v', 'error', '-f', 'mp4', '-i', 'pipe:0', '-f', 's16le', 'pipe:1'];
    const input = Buffer.from(audio.data_base64, 'base64');
    const { stdout } = await execa('ffmpeg', args, { input, encoding: 'buffer' });
    const decoded = new Int16Array(Uint8Array.from(stdout).buffer);
    expect(levelDb(decoded) - levelDb(tone)).toBeCloseTo(0, 0);
  } finally {
    await scratch.remove();
  }
});
