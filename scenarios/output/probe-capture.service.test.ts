import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { ffmpeg } from '../../harness/media/testing/ffmpeg.ts';
import { createTempFolder } from '../../lib/testing/temp-folder.ts';
import { isMeasurable, probeTracks } from './probe-capture.ts';

const { signal } = new AbortController();
const video = ['-f', 'lavfi', '-i', 'testsrc2=s=160x90:r=30:d=1'];
const audio = ['-f', 'lavfi', '-i', 'sine=d=1'];
/** Crops away the whole width: no decoder knows the size of the frames. */
const noSize = ['-bsf:v', 'h264_metadata=crop_left=80:crop_right=80'];

test('lists the tracks of a capture', async () => {
  await using folder = await createTempFolder();
  const file = folder.file('capture.mp4');
  await ffmpeg([...video, ...audio, '-c:v', 'libx264', '-c:a', 'aac', file]);
  const tracks = await probeTracks(file, signal);
  expect(tracks).toMatchObject([
    { kind: 'video', codec: 'h264', width: 160, height: 90, packets: 30, durationS: expect.closeTo(1, 1) },
    { kind: 'audio', codec: 'aac', durationS: expect.closeTo(1, 1) },
  ]);
  expect(isMeasurable(tracks)).toBe(true);
});

test('recognises a capture without audio or video', async () => {
  await using folder = await createTempFolder();
  const [silent, blind] = [folder.file('silent.mp4'), folder.file('blind.mp4')];
  await ffmpeg([...video, silent]);
  await ffmpeg([...audio, blind]);
  expect(isMeasurable(await probeTracks(silent, signal))).toBe(false);
  expect(isMeasurable(await probeTracks(blind, signal))).toBe(false);
});

test('recognises frames without a size', async () => {
  await using folder = await createTempFolder();
  const [whole, file] = [folder.file('whole.mp4'), folder.file('capture.ts')];
  await ffmpeg([...video, ...audio, '-c:v', 'libx264', '-c:a', 'aac', whole]);
  await ffmpeg(['-i', whole, '-c', 'copy', ...noSize, file]);
  const tracks = await probeTracks(file, signal);
  expect(tracks[0]).toMatchObject({ kind: 'video', width: 0, height: 0 });
  expect(isMeasurable(tracks)).toBe(false);
});

test('finds no track in a file that ffprobe cannot read', async () => {
  await using folder = await createTempFolder();
  const file = folder.file('capture.mp4');
  await writeFile(file, 'not a recording');
  expect(await probeTracks(file, signal)).toEqual([]);
});
