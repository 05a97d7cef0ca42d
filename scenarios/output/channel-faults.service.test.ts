import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  cutPcm,
  type DubbedSegment,
  decodePcm,
  locateAudio,
  type Pcm,
  type RecordedMedia,
} from '../../harness/media/index.ts';
import { ffmpeg } from '../../harness/media/testing/ffmpeg.ts';
import { createTempFolder } from '../../lib/testing/temp-folder.ts';
import { checkChannels } from '../checks/check-channels.ts';
import { checkFidelity } from '../checks/check-fidelity.ts';
import { recordChecks } from '../testing/record-checks.ts';
import { measureOutput, type OutputReference } from './measure-output.ts';

const CLIP = join(import.meta.dirname, '../../fixtures/10s-counting-english.mp4');
const SEGMENT_S = 5;
const CLIP_S = 10;
const FRAMES_PER_S = 10;
const options = { signal: new AbortController().signal, withinMs: 20_000 };

/** The dub is the clip's other half, 6 dB louder, as mono. */
const OTHER_HALF =
  '[1:a]atrim=5,asetpts=PTS-STARTPTS[late];[2:a]atrim=0:5[early];[late][early]concat=v=0:a=1';

let folder: Awaited<ReturnType<typeof createTempFolder>>;
let dubFile: string;
let stereoClip: Pcm;
let dub: Pcm;

beforeAll(async () => {
  folder = await createTempFolder();
  dubFile = folder.file('dub.wav');
  const inputs = ['-i', CLIP, '-i', CLIP, '-i', CLIP];
  await ffmpeg([...inputs, '-filter_complex', `${OTHER_HALF},volume=6dB`, dubFile]);
  dub = await decodePcm(dubFile, options);
  stereoClip = await encoded('stereo.m4a', '[0:a]pan=stereo|c0=c0|c1=c0');
});
afterAll(() => folder[Symbol.asyncDispose]());

/** AAC of what a filter graph makes of the clip, `0:a`, and of the dub, `1:a`. */
async function encoded(name: string, graph: string): Promise<Pcm> {
  const file = folder.file(name);
  const inputs = ['-i', CLIP, '-i', dubFile];
  await ffmpeg([
    ...inputs,
    '-filter_complex',
    `${graph}[out]`,
    '-map',
    '[out]',
    '-c:a',
    'aac',
    '-b:a',
    '192k',
    file,
  ]);
  return await decodePcm(file, options);
}

function recording(audio: Pcm, channels: number): RecordedMedia {
  const frames = Array.from({ length: CLIP_S * FRAMES_PER_S }, (_, n) => ({
    ptsS: n / FRAMES_PER_S,
    durationS: 1 / FRAMES_PER_S,
    hash: `frame ${n}`,
  }));
  const track = { kind: 'audio', codec: 'aac', sampleRateHz: 44_100, channels, packetTimesS: [] };
  const format = { name: 'mp4', startS: 0, durationS: CLIP_S };
  return {
    probe: { source: 'x.mp4', format, streams: [track as never] },
    decoded: { frames, audio },
  };
}

function referenceOf(clip: Pcm): OutputReference {
  const segments = [0, 1].map((sequence): DubbedSegment => {
    const originalChannels = cutPcm(clip, sequence * SEGMENT_S, SEGMENT_S);
    const { channels: _channels, ...original } = originalChannels;
    const source = locateAudio(original, clip, sequence * SEGMENT_S);
    return {
      sequence,
      original,
      originalChannels,
      source,
      dubbed: cutPcm(dub, sequence * SEGMENT_S, SEGMENT_S),
    };
  });
  return { clip: recording(clip, 2).decoded, segments };
}

function judge(output: Pcm, clip = stereoClip) {
  const measured = measureOutput(recording(output, output.channels?.length ?? 1), referenceOf(clip), {
    ...{ late: false, leadInS: 0, dubLevel: 'match' },
  });
  const found = recordChecks((ctx) => {
    checkChannels(ctx, measured);
    checkFidelity(ctx, measured, { isJoined: false, isEcho: false });
  });
  return { ...found, measured, text: JSON.stringify(found) };
}

/** The dub at the level of the clip in both channels. */
const GOOD = '[1:a]volume=-6dB';
const MIX =
  '[0:a]pan=stereo|c0=0*c0|c1=c0[original];[1:a]volume=-6dB,pan=stereo|c0=c0|c1=0*c0[left];[left][original]amix=normalize=0';

test.each([
  ['both channels alike', `${GOOD},pan=stereo|c0=c0|c1=c0`],
  ['one channel 2 dB quieter', `${GOOD},pan=stereo|c0=c0|c1=0.8*c0`],
])('passes with %s', async (_, graph) => {
  const { failed, notMeasured, passed } = judge(await encoded('good.m4a', graph));
  expect({ failed, notMeasured }).toEqual({ failed: [], notMeasured: [] });
  expect(passed).toContain('channel-audio');
});

test.each<[name: string, graph: string, failed: string, named: string]>([
  ['a silent right channel', `${GOOD},pan=stereo|c0=c0|c1=0*c0`, 'channel-audio', 'right channel: silence'],
  ['a silent left channel', `${GOOD},pan=stereo|c0=0*c0|c1=c0`, 'channel-audio', 'left channel: silence'],
  ['the original in the right channel', MIX, 'channel-audio', 'right channel: original'],
  [
    'an inverted right channel',
    `${GOOD},pan=stereo|c0=c0|c1=-1*c0`,
    'channel-audio',
    'right channel: dubbed, with inverted polarity',
  ],
  [
    'a right channel 12 dB down',
    `${GOOD},pan=stereo|c0=c0|c1=0.25*c0`,
    'loudness-error-max',
    'right channel',
  ],
  ['a left channel 6 dB down', `${GOOD},pan=stereo|c0=0.5*c0|c1=c0`, 'loudness-error-max', 'left channel'],
  ['a right channel 6 dB up', `${GOOD},pan=stereo|c0=c0|c1=2*c0`, 'loudness-error-max', 'right channel'],
  ['both channels at the level of the dub', '[1:a]pan=stereo|c0=c0|c1=c0', 'loudness-error-max', 'channel'],
  [
    'noise in the right channel',
    `anoisesrc=d=10:a=0.2:r=44100:seed=3[noise];[1:a]volume=-6dB[d];[d][noise]join=inputs=2:channel_layout=stereo`,
    'channel-audio',
    'right channel: other',
  ],
  [
    'the right channel 300 ms late',
    `${GOOD},pan=stereo|c0=c0|c1=c0,adelay=0|300`,
    'channel-audio',
    'right channel: dubbed, 300 ms after the left channel',
  ],
])('%s: the check fails and names the channel', async (_, graph, failed, named) => {
  const judged = judge(await encoded('faulty.m4a', graph));
  expect(judged.failed).toContain(failed);
  expect(judged.text).toContain(named);
});
