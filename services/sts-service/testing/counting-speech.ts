import { execa } from 'execa';
import { readWav } from '../audio/read-wav.ts';

/** What flite's voice `slt` speaks at. */
const RATE_HZ = 16_000;

/** Quieter than this, flite's sound is the pause around a word. */
const PAUSE_LEVEL = 150;

/**
 * A voice that says one word a second, each in the middle of its second.
 *
 * @returns 16 kHz, one channel, signed 16 bit
 */
export async function speakOneASecond(words: readonly string[]): Promise<Int16Array> {
  const spoken = await Promise.all(words.map(speakWord));
  const sound = new Int16Array(words.length * RATE_HZ);
  for (const [second, word] of spoken.entries()) {
    if (word.length > RATE_HZ) throw new Error(`"${words[second]}" lasts longer than a second.`);
    sound.set(word, second * RATE_HZ + Math.floor((RATE_HZ - word.length) / 2));
  }
  return sound;
}

/** Encodes sound with ffmpeg. @param output its arguments for the output's format and codec */
export async function encode(sound: Int16Array, ...output: string[]): Promise<Buffer> {
  const input = new Uint8Array(sound.buffer, sound.byteOffset, sound.byteLength);
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
  // flite opens its output by name, and what a child has as its stdout here is a socket: hence the pipe.
  const command = 'flite -voice slt -t "$0" -o /dev/stdout | cat';
  const { stdout } = await execa('/bin/sh', ['-c', command, word], { encoding: 'buffer' });
  const { pcm } = readWav(stdout);
  const samples = new Int16Array(Uint8Array.from(pcm).buffer);
  const isLoud = (sample: number): boolean => Math.abs(sample) > PAUSE_LEVEL;
  return samples.slice(samples.findIndex(isLoud), samples.findLastIndex(isLoud) + 1);
}
