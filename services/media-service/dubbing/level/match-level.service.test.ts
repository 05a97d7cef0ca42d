import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import type { PcmFormat } from '../../ffmpeg/pcm-format.ts';
import { matchLevel } from './match-level.ts';

const CLIP = join(import.meta.dirname, '../../../../fixtures/10s-counting-english.mp4');

async function run(args: readonly string[], input?: Buffer): Promise<{ stdout: Buffer; stderr: string }> {
  const ffmpeg = ['-hide_banner', '-nostats', ...args];
  const ran = await execa('ffmpeg', ffmpeg, { encoding: 'buffer', ...(input && { input }) });
  return { stdout: Buffer.from(ran.stdout), stderr: Buffer.from(ran.stderr).toString('utf8') };
}

async function speech(filter: string, { channels }: PcmFormat): Promise<Buffer> {
  const output = ['-map', '0:a', '-t', '6', '-af', `aresample=48000,${filter}`, '-c:a', 'pcm_s16le'];
  const { stdout } = await run([...['-i', CLIP], ...output, '-f', 's16le', 'pipe:1']);
  expect(stdout.length).toBe(6 * 48_000 * 2 * channels);
  return stdout;
}

/** Loudness and true peak as ffmpeg measures them. */
async function measure(pcm: Buffer, { channels }: PcmFormat): Promise<{ lufs: number; peakDbtp: number }> {
  const input = ['-f', 's16le', '-ar', '48000', '-ac', String(channels), '-i', 'pipe:0'];
  const { stderr } = await run([...input, '-af', 'ebur128=peak=true', '-f', 'null', '-'], pcm);
  const summary = stderr.slice(stderr.lastIndexOf('Summary'));
  const figure = (name: string): number => Number(new RegExp(`${name}:\\s+(-?[\\d.]+)`).exec(summary)?.[1]);
  return { lufs: figure('I'), peakDbtp: figure('Peak') };
}

const FASTER = 'atempo=1.3,apad=whole_len=288000';
const BOTH = 'pan=stereo|c0=c0|c1=c0';

test.each([
  ['a quiet mono dub', 1, `${FASTER},volume=-9dB`, 'anull'],
  ['a loud mono dub', 1, `${FASTER},volume=4dB`, 'volume=-6dB'],
  ['a mono dub in a stereo output', 2, `${FASTER},${BOTH}`, 'pan=stereo|c0=0.707*c0|c1=0.707*c0'],
  ['an original in one channel', 2, `${FASTER},${BOTH}`, 'pan=stereo|c0=c0|c1=0*c0'],
  ['a loud original, with limited peaks', 2, `${FASTER},${BOTH},volume=-4dB`, `volume=4dB,${BOTH}`],
])(
  '%s is as loud as its original by the measure of ffmpeg',
  async (_, channels, dubFilter, originalFilter) => {
    const format = { sampleRateHz: 48_000, channels };
    const original = await speech(originalFilter, format);
    const levelled = matchLevel(await speech(dubFilter, format), original, format);
    const [before, after] = [await measure(original, format), await measure(levelled.pcm, format)];
    expect(Math.abs(after.lufs - before.lufs)).toBeLessThanOrEqual(0.3);
    // ffmpeg interpolates with another filter.
    expect(after.peakDbtp).toBeLessThanOrEqual(-0.9);
  },
);
