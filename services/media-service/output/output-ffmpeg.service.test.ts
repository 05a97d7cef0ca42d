import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTempFolder } from '../../../lib/testing/temp-folder.ts';
import { createLogger } from '../../runtime/logger.ts';
import { TaskGroup } from '../../runtime/task-group.ts';
import { audioLag, noisePcm } from '../testing/audio-lag.ts';
import { bufferedVideo, recordedVideo } from '../testing/buffered-video.ts';
import { frameChecksums } from '../testing/clip.ts';
import { startOutputFfmpeg } from './output-ffmpeg.ts';

const MONO = { sampleRateHz: 48_000, channels: 1 };
const DURATION_S = 6;
const BYTES_PER_S = 96_000;

let stack: AsyncDisposableStack;
let folder: string;
let tasks: TaskGroup;

beforeEach(async () => {
  stack = new AsyncDisposableStack();
  folder = stack.use(await createTempFolder()).path;
  const ending = new AbortController();
  stack.defer(() => ending.abort(new Error('the test has ended')));
  tasks = new TaskGroup(ending.signal);
});
afterEach(() => stack.disposeAsync());

/** Publishes a stream from a time on and returns what a reader would receive, from a file in place of the connection. */
async function published(pcm: Buffer, startS: number, keyframeS: number, name = `from-${startS}.flv`) {
  const file = join(folder, name);
  const buffer = await bufferedVideo(await recordedVideo({ durationS: DURATION_S, size: '160x90' }));
  const ffmpeg = startOutputFfmpeg({
    ...{ url: file, format: MONO, startS, tasks, log: createLogger('test', 'silent') },
    videoTrack: buffer.videoTrack,
    frames: buffer.reader(keyframeS),
    onPacket: () => undefined,
  });
  ffmpeg.writeAudio(pcm.subarray(Math.round(startS * BYTES_PER_S)));
  await ffmpeg.end();
  const [videoMs, audioMs] = [await timesOf(file, 'v'), await timesOf(file, 'a')];
  const decode = ['-v', 'error', '-i', file, '-vn', '-f', 's16le', '-ac', '1', 'pipe:1'];
  const audio = Buffer.from((await execa('ffmpeg', decode, { encoding: 'buffer' })).stdout);
  const frames = await frameChecksums(file);
  return {
    frameMs: new Map(frames.map((frame, n) => [frame, videoMs[n]])),
    audioStartMs: audioMs[0] ?? 0,
    audio,
  };
}

/** The times of the packets of a file, in ms. */
async function timesOf(file: string, kind: 'a' | 'v'): Promise<number[]> {
  const fields = ['-select_streams', kind, '-show_entries', 'packet=pts', '-of', 'csv=p=0'];
  const { stdout } = await execa('ffprobe', ['-v', 'error', ...fields, file]);
  return stdout.split('\n').map(Number.parseFloat);
}

test('a second publication has every frame and sample at the time of the first', async () => {
  const pcm = noisePcm(DURATION_S * MONO.sampleRateHz);
  const startS = 2.113;
  const first = await published(pcm, 0, 0);
  const second = await published(pcm, startS, 2);
  expect(second.frameMs.size).toBe((DURATION_S - 2) * 30);
  for (const [frame, timeMs] of second.frameMs)
    expect([frame, timeMs]).toEqual([frame, first.frameMs.get(frame)]);

  // The expected position of the second publication's first sample in the first one's audio.
  const offset = (second.audioStartMs - first.audioStartMs) * 48;
  const from = first.audio.subarray(offset * 2);
  const lag = audioLag(from.subarray(0, BYTES_PER_S), second.audio.subarray(0, BYTES_PER_S), 1200);
  expect(lag).toMatchObject({ samples: 0 });
  expect(lag.similarity).toBeGreaterThan(0.9);
});

test('publishes to a URL with characters that are special in the list of the tee muxer', async () => {
  const pcm = noisePcm(DURATION_S * MONO.sampleRateHz);
  const { frameMs } = await published(pcm, 0, 0, "it's \\ a|b [c]:d=e,f.flv");
  expect(frameMs.size).toBe(DURATION_S * 30);
});
