import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createTempFolder } from '../../../lib/testing/temp-folder.ts';
import { rmsDbfs } from '../audio/signal/level.ts';
import { ffmpeg } from '../testing/ffmpeg.ts';
import { decodeLabelledAudio } from './labelled-audio.ts';
import { durationOf } from './pcm.ts';

const options = { signal: new AbortController().signal, withinMs: 10_000 };
const label = { format: 'm4a', sampleRateHz: 48_000, channels: 1 };
const sine = ['-f', 'lavfi', '-i', 'sine=f=440:d=1:r=44100', '-af', 'volume=8'];

test.each(['m4a', 'aac', 'wav', 'mp3'])('decodes %s that is labelled m4a', async (extension) => {
  await using folder = await createTempFolder();
  const file = folder.file(`a.${extension}`);
  await ffmpeg([...sine, file]);
  const pcm = await decodeLabelledAudio(file, label, options);
  expect(durationOf(pcm)).toBeGreaterThan(0.99);
  expect(durationOf(pcm)).toBeLessThan(1.06);
  expect(rmsDbfs(pcm.samples)).toBeGreaterThan(-4);
});

test('decodes raw samples by their label', async () => {
  await using folder = await createTempFolder();
  const samples = Int16Array.from({ length: 2 * 24_000 }, (_, n) => (n % 2 === 0 ? 16_384 : 0));
  await writeFile(folder.file('a'), Buffer.from(samples.buffer));
  const raw = { format: 'pcm_s16le', sampleRateHz: 24_000, channels: 2 };
  const pcm = await decodeLabelledAudio(folder.file('a'), raw, options);
  expect(durationOf(pcm)).toBeCloseTo(1, 3);
  expect(pcm.samples[4000]).toBeCloseTo(0.25, 2);
});

test.each([
  ['this is no audio', 'm4a', '7468697320697320'],
  ['', 'm4a', ''],
  ['', 'pcm', ''],
])('rejects %j labelled %s', async (content, format, firstBytes) => {
  await using folder = await createTempFolder();
  await writeFile(folder.file('a'), content);
  await expect(decodeLabelledAudio(folder.file('a'), { ...label, format }, options)).rejects.toMatchObject({
    code: 'AUDIO_UNKNOWN',
    fault: 'PRODUCT',
    format,
    firstBytes,
  });
});

test('rejects truncated audio with the output of ffmpeg', async () => {
  await using folder = await createTempFolder();
  await ffmpeg([...sine, folder.file('a.m4a')]);
  const start = (await readFile(folder.file('a.m4a'))).subarray(0, 200);
  await writeFile(folder.file('cut.m4a'), start);
  await expect(decodeLabelledAudio(folder.file('cut.m4a'), label, options)).rejects.toMatchObject({
    code: 'MEDIA_TOOL_FAILED',
    stderrTail: expect.stringContaining('moov'),
  });
});
