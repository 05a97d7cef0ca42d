import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ffmpeg } from '../../harness/media/testing/ffmpeg.ts';
import { createTempFolder } from '../../lib/testing/temp-folder.ts';
import { checkDubbedAudio } from '../checks/check-dubbed-audio.ts';
import { recordChecks } from '../testing/record-checks.ts';
import { AudioCache } from './audio-cache.ts';
import { measureFragmentAudio } from './measure-fragment-audio.ts';

const CLIP = join(import.meta.dirname, '../../fixtures/10s-counting-english.mp4');
const DURATION_S = 4;

let folder: Awaited<ReturnType<typeof createTempFolder>>;

beforeAll(async () => {
  folder = await createTempFolder();
  await ffmpeg(['-t', '4', '-i', CLIP, '-vn', '-ac', '1', '-c:a', 'aac', folder.file('original.m4a')]);
});
afterAll(() => folder[Symbol.asyncDispose]());

/** The checks of a fragment whose dub is what a filter graph makes of the original, `0:a`, and of other speech, `1:a`. */
async function checksOf(graph: string) {
  const inputs = ['-t', '4', '-i', CLIP, '-ss', '5', '-t', '4', '-i', CLIP];
  const dub = ['-filter_complex', `${graph}[out]`, '-map', '[out]', '-c:a', 'aac', '-b:a', '192k'];
  await ffmpeg([...inputs, ...dub, folder.file('dubbed.m4a')]);
  const audio = { format: 'm4a', durationMs: DURATION_S * 1000, sampleRateHz: 44_100 };
  const fragment = {
    ...{ fragmentId: 'f', sequenceNumber: 2, durationS: DURATION_S, status: 'success' as const },
    original: { ...audio, path: 'original.m4a' },
    dubbed: { ...audio, path: 'dubbed.m4a' },
    ...{ sentAtMs: 1, processedAtMs: 2 },
  };
  const cache = new AudioCache(folder.path, new AbortController().signal);
  const measured = await measureFragmentAudio(fragment as never, folder.path, cache);
  return recordChecks((ctx) =>
    checkDubbedAudio(ctx, [measured], { durationTolerance: 0.1, mustDiffer: true, isLeadIn: () => false }),
  );
}

test.each([
  ['mono', '[1:a]anull'],
  ['stereo', '[1:a]pan=stereo|c0=c0|c1=c0'],
  ['stereo with unequal channels', '[1:a]pan=stereo|c0=c0|c1=0.5*c0'],
])('%s dubbed audio passes', async (_, graph) => {
  expect(await checksOf(graph)).toMatchObject({ failed: [], notMeasured: [] });
});

test.each([
  [
    'a silent right channel',
    '[1:a]pan=stereo|c0=c0|c1=0*c0',
    'dubbed-level-min',
    'fragment 2, right channel',
  ],
  ['a silent left channel', '[1:a]pan=stereo|c0=0*c0|c1=c0', 'dubbed-level-min', 'fragment 2, left channel'],
  ['two silent channels', '[1:a]pan=stereo|c0=0*c0|c1=0*c0', 'dubbed-level-min', 'fragment 2, '],
  [
    'channels that cancel',
    '[1:a]pan=stereo|c0=c0|c1=-1*c0',
    'dubbed-level-min',
    'fragment 2, mean of its channels',
  ],
  [
    'the original in the right channel',
    '[1:a][0:a]join=inputs=2:channel_layout=stereo',
    'original-similarity-max',
    'fragment 2, right channel',
  ],
  [
    'noise in the left channel',
    'anoisesrc=d=4:a=0.2:r=44100:seed=3[noise];[noise][1:a]join=inputs=2:channel_layout=stereo',
    'dubbed-audio-not-speech',
    '2, left channel: noise',
  ],
])('%s: the check fails and names the channel', async (_, graph, failed, named) => {
  const checks = await checksOf(graph);
  expect(checks.failed).toContain(failed);
  expect(JSON.stringify(checks.made)).toContain(named);
});
