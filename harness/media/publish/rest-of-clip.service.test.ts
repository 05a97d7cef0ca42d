import { expect, test } from 'vitest';
import { createTempFolder } from '../../../lib/testing/temp-folder.ts';
import { locateAudio } from '../audio/locate-audio.ts';
import { decodeMedia } from '../decode/decode-media.ts';
import { ffmpeg } from '../testing/ffmpeg.ts';
import { writeClipTail } from './rest-of-clip.ts';

const options = { signal: new AbortController().signal, withinMs: 20_000 };

test('what is left begins with a keyframe, and holds every picture and the sound from there on', async () => {
  await using folder = await createTempFolder();
  const [clip, target] = [folder.file('clip.mp4'), folder.file('rest.mp4')];
  const picture = [
    '-f',
    'lavfi',
    '-i',
    'testsrc2=s=64x36:r=25:d=4',
    '-c:v',
    'libx264',
    '-bf',
    '0',
    '-g',
    '25',
  ];
  await ffmpeg(['-f', 'lavfi', '-i', 'anoisesrc=d=4:r=44100:seed=4', ...picture, '-c:a', 'aac', clip]);

  expect(await writeClipTail(clip, { fromS: 1.3, target, ...options })).toBe(2);
  const [whole, rest] = await Promise.all([clip, target].map((file) => decodeMedia(file, options)));
  const hashes = rest?.frames.map(({ hash }) => hash);
  expect(hashes).toEqual(whole?.frames.slice(50).map(({ hash }) => hash));
  if (whole === undefined || rest === undefined) throw new Error('two files');
  const firstS = rest.frames[0]?.ptsS ?? Number.NaN;
  const sound = locateAudio(rest.audio, whole.audio);
  expect(sound).toMatchObject({
    found: true,
    startS: expect.closeTo(2 - firstS + rest.audio.clock.timeOf(0), 2),
  });

  await expect(writeClipTail(clip, { fromS: 3.1, target, ...options })).rejects.toMatchObject({
    code: 'MEDIA_TOOL_OUTPUT',
    message: expect.stringContaining('no keyframe is left'),
  });
});
