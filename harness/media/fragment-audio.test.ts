import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { decodeFragmentAudio } from './fragment-audio.ts';
import { durationOf } from './pcm.ts';
import { rmsDbfs } from './signal/level.ts';
import { createTempFolder, ffmpeg } from './temp-folder.test-support.ts';

const options = { signal: new AbortController().signal, withinMs: 10_000 };
const label = { format: 'm4a', sample_rate_hz: 48_000, channels: 1, duration_ms: 1000 };
const sine = ['-f', 'lavfi', '-i', 'sine=f=440:d=1:r=44100', '-af', 'volume=8'];

test.each(['m4a', 'aac', 'wav', 'mp3'])(
  '%s is decoded by what it is, though labelled m4a',
  async (extension) => {
    await using folder = await createTempFolder();
    const file = folder.file(`a.${extension}`);
    await ffmpeg([...sine, file]);
    const pcm = await decodeFragmentAudio(
      { ...label, data_base64: (await readFile(file)).toString('base64') },
      options,
    );
    expect(durationOf(pcm)).toBeGreaterThan(0.99);
    expect(durationOf(pcm)).toBeLessThan(1.06);
    expect(rmsDbfs(pcm.samples)).toBeGreaterThan(-4);
  },
);

test('bare samples are taken by their label', async () => {
  const samples = Int16Array.from({ length: 2 * 24_000 }, (_, n) => (n % 2 === 0 ? 16_384 : 0));
  const data_base64 = Buffer.from(samples.buffer).toString('base64');
  const raw = { ...label, format: 'pcm_s16le', sample_rate_hz: 24_000, channels: 2, data_base64 };
  const pcm = await decodeFragmentAudio(raw, options);
  expect(durationOf(pcm)).toBeCloseTo(1, 3);
  expect(pcm.samples[4000]).toBeCloseTo(0.25, 2);
});

test.each([
  ['', 'FRAGMENT_AUDIO_NOT_BASE64', 'it is empty'],
  ['data:audio/mp4;base64,AAAA', 'FRAGMENT_AUDIO_NOT_BASE64', 'it is not base64: "data:'],
  ['AAAAA', 'FRAGMENT_AUDIO_NOT_BASE64', 'it is not base64'],
  [Buffer.from('this is no audio').toString('base64'), 'FRAGMENT_AUDIO_UNKNOWN', 'begin 7468697320697320'],
])('%j is refused', async (data_base64, code, message) => {
  await expect(decodeFragmentAudio({ ...label, data_base64 }, options)).rejects.toMatchObject({
    code,
    format: 'm4a',
    message: expect.stringContaining(message),
  });
});

test('audio that is cut off after its first bytes is an error with what ffmpeg wrote', async () => {
  await using folder = await createTempFolder();
  await ffmpeg([...sine, folder.file('a.m4a')]);
  const start = (await readFile(folder.file('a.m4a'))).subarray(0, 200);
  await expect(
    decodeFragmentAudio({ ...label, data_base64: start.toString('base64') }, options),
  ).rejects.toMatchObject({ code: 'MEDIA_TOOL_FAILED', stderrTail: expect.stringContaining('moov') });
});
