import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeManifest } from '../../fixtures/generator/write-manifest.ts';
import { decodeMedia } from '../../harness/media/index.ts';
import { ffmpeg } from '../../harness/media/testing/ffmpeg.ts';
import { createTempFolder } from '../../lib/testing/temp-folder.ts';
import { extractTracks, loadClip, requireLength } from './prepare-clip.ts';

let folder: Awaited<ReturnType<typeof createTempFolder>>;
beforeAll(async () => {
  folder = await createTempFolder();
  await mkdir(folder.file('run'));
  await ffmpeg([
    ...['-f', 'lavfi', '-i', 'testsrc2=size=64x48:rate=25:duration=3,format=yuv420p'],
    ...['-f', 'lavfi', '-i', 'sine=duration=3', '-c:v', 'libx264', '-g', '50', '-bf', '0', '-c:a', 'aac'],
    folder.file('plain.mp4'),
  ]);
  await ffmpeg(['-f', 'lavfi', '-i', 'color=red:size=32x32', '-frames:v', '1', folder.file('cover.png')]);
});
afterAll(() => folder[Symbol.asyncDispose]());

const { signal } = new AbortController();
const words = [{ word: 'one', value: 1, startS: 1.2, endS: 1.5 }];

/** What is published of a clip that ffmpeg writes. */
async function published(name: string, args: readonly string[]) {
  const path = folder.file(name);
  await ffmpeg([...args, path]);
  await writeManifest(path, 'en', words);
  const to = { folder: folder.file('run'), fileName: (file: string) => `${name}-${file}` };
  const { clipFile, clip } = await extractTracks(await loadClip(path), to, signal);
  const file = resolve(folder.file('run'), clipFile);
  const { frames } = await decodeMedia(file, { signal, withinMs: 60_000 });
  return { file, clip, hashes: frames.map(({ hash }) => hash), startS: frames[0]?.ptsS };
}

const plain = () => ['-i', folder.file('plain.mp4')];
const COPY = ['-c', 'copy'];

test('a clip with one video and one audio track is published as it is', async () => {
  const { file, clip } = await published('as-it-is.mp4', [...plain(), ...COPY]);
  expect(file).toBe(folder.file('as-it-is.mp4'));
  expect(clip.words).toEqual(words);
});

test.each<[string, () => string[]]>([
  [
    'cover.mp4',
    () => [
      ...plain(),
      '-i',
      folder.file('cover.png'),
      '-map',
      '0',
      '-map',
      '1',
      ...COPY,
      '-disposition:v:1',
      'attached_pic',
    ],
  ],
  [
    'picture-first.mkv',
    () => ['-i', folder.file('cover.png'), ...plain(), '-map', '0', '-map', '1', ...COPY],
  ],
  ['twice.mp4', () => [...plain(), '-map', '0:a', '-map', '0:a', '-map', '0:v', ...COPY]],
  ['stream.ts', () => [...plain(), ...COPY]],
])('of %s its video and audio are published, unchanged and from 0 on', async (name, args) => {
  const before = await published('reference.mp4', [...plain(), ...COPY]);
  const { file, clip, hashes, startS } = await published(name, args());
  expect(file).not.toBe(folder.file(name));
  expect(hashes).toEqual(before.hashes);
  expect(startS).toBeLessThan(0.05);
  expect(clip).toMatchObject({
    video: { codec: 'h264', track: 0, frameCount: 75 },
    audio: { codec: 'aac', track: 1 },
  });
  expect(clip.words).toEqual(words);
});

test('frames that an edit list hides are published, and the words follow them', async () => {
  const { clip, hashes } = await published('cut.mp4', ['-ss', '1', ...plain(), ...COPY]);
  // From the key frame at 0 s on.
  expect(hashes).toHaveLength(75);
  expect(clip.video.frameCount).toBe(75);
  expect(clip.words[0]?.startS).toBeCloseTo(2.2, 1);
});

test.each([
  [1.9, 'rtmp', 'CLIP_TOO_SHORT'],
  [2, 'rtmp', undefined],
  [0.9, 'rtsp', 'CLIP_TOO_SHORT'],
  [1, 'rtsp', undefined],
] as const)('a clip of %d s over %s: %s', (durationS, protocol, code) => {
  const attempt = () => requireLength({ durationS }, protocol);
  if (code === undefined) expect(attempt).not.toThrow();
  else expect(attempt).toThrow(expect.objectContaining({ code }));
});
