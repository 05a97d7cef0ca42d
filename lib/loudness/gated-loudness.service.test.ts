import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { gatedLoudness } from './gated-loudness.ts';

const CLIP = join(import.meta.dirname, '../../fixtures/10s-counting-english.mp4');
const NOISE = 'anoisesrc=color=pink:amplitude=0.2:seed=7:duration=6:sample_rate=48000';
const speech = (filter: string): string[] => ['-i', CLIP, '-map', '0:a', '-af', `aresample=48000,${filter}`];
const source = (graph: string, filter = 'anull'): string[] => ['-f', 'lavfi', '-i', graph, '-af', filter];
const TONE = 'sine=frequency=1000:sample_rate=48000:duration=6';

/** Name, ffmpeg's input and filter, number of channels. */
const SIGNALS: readonly [name: string, input: readonly string[], channels: number][] = [
  ['a tone', source(TONE, 'volume=-5dB'), 1],
  [
    'a stereo tone of −23 LUFS',
    // The sine of ffmpeg has an amplitude of 1/8, −18.06 dBFS.
    source(TONE, 'volume=-4.94dB,pan=stereo|c0=c0|c1=c0'),
    2,
  ],
  ['a low tone', source('sine=frequency=60:sample_rate=48000:duration=6'), 1],
  ['a high tone', source('sine=frequency=9000:sample_rate=48000:duration=6'), 1],
  ['pink noise', source(NOISE), 1],
  ['speech', speech('anull'), 1],
  ['quiet speech', speech('volume=-20dB'), 1],
  ['speech in one channel of two', speech('pan=stereo|c0=c0|c1=0*c0'), 2],
  ['speech with an inverted channel', speech('pan=stereo|c0=c0|c1=-1*c0'), 2],
  ['speech with unequal channels', speech('pan=stereo|c0=c0|c1=0.25*c0'), 2],
  ['speech with long pauses', speech("volume='if(lt(mod(t,4),2),0,1)':eval=frame"), 1],
  ['a quiet and a loud part', source(TONE, "volume='if(lt(t,3),0.05,0.5)':eval=frame"), 1],
];

test.each(SIGNALS)('agrees with ffmpeg for %s', async (_, input, channels) => {
  const { stdout, stderr } = await execa(
    'ffmpeg',
    ['-hide_banner', '-nostats', ...input.with(-1, `${input.at(-1)},ebur128`), '-f', 'f32le', 'pipe:1'],
    { encoding: 'buffer' },
  );
  const measured = /Integrated loudness:\s+I:\s+(-?[\d.]+) LUFS/.exec(Buffer.from(stderr).toString('utf8'));
  const interleaved = new Float32Array(Uint8Array.from(stdout).buffer);
  const separated = Array.from({ length: channels }, (__, channel) =>
    interleaved.filter((___, index) => index % channels === channel),
  );
  const loudness = gatedLoudness(separated, 48_000);
  expect(Math.abs((loudness as number) - Number(measured?.[1]))).toBeLessThanOrEqual(0.1);
});
