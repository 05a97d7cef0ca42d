import { execa } from 'execa';
import { readWav } from '../audio/wav.ts';

/** Sample rate of flite's voice `slt`. */
const RATE_HZ = 16_000;

/** Samples below this belong to the pauses around a word. */
const PAUSE_LEVEL = 150;

/**
 * Speaks one word per second, each in the middle of its second.
 *
 * @returns 16 kHz mono, signed 16 bit
 */
export async function speakWords(words: readonly string[]): Promise<Int16Array> {
  const spoken = await Promise.all(words.map(speakWord));
  const speech = new Int16Array(words.length * RATE_HZ);
  for (const [second, word] of spoken.entries()) {
    if (word.length > RATE_HZ) throw new Error(`"${words[second]}" is longer than a second.`);
    speech.set(word, second * RATE_HZ + Math.floor((RATE_HZ - word.length) / 2));
  }
  return speech;
}

/** Encodes samples with ffmpeg. @param output ffmpeg arguments for format and codec */
export async function encode(samples: Int16Array, ...output: string[]): Promise<Buffer> {
  const input = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  const args = [
    '-v',
    'error',
    '-f',
    's16le',
    '-ar',
    String(RATE_HZ),
    '-ac',
    '1',
    '-i',
    'pipe:0',
    ...output,
    'pipe:1',
  ];
  const { stdout } = await execa('ffmpeg', args, { input, encoding: 'buffer' });
  return Buffer.from(stdout);
}

async function speakWord(word: string): Promise<Int16Array> {
  // flite opens its output by name, and the stdout of a child process is a socket here, so `cat` provides a pipe.
  const command = 'flite -voice slt -t "$0" -o /dev/stdout | cat';
  const { stdout } = await execa('/bin/sh', ['-c', command, word], { encoding: 'buffer' });
  const { pcm } = readWav(stdout);
  const samples = new Int16Array(Uint8Array.from(pcm).buffer);
  const isLoud = (sample: number): boolean => Math.abs(sample) > PAUSE_LEVEL;
  return samples.slice(samples.findIndex(isLoud), samples.findLastIndex(isLoud) + 1);
}
