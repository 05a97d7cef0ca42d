import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { WorkerStatus } from '../contracts/worker-status.ts';
import { beepsOf, makeSource, shownAt } from './testing/beeping-source.ts';
import { publish } from './testing/clip.ts';
import { openLingeringProxy } from './testing/lingering-proxy.ts';
import { publishFlv } from './testing/rtmp-publisher.ts';
import { startTestPipeline, type TestPipeline } from './testing/test-pipeline.ts';
import { resultOf } from './testing/test-sts.ts';

const DURATION_S = 9;
const COPY = ['-c', 'copy'];
/** The publisher does not wait for the track that stops. */
const SENT_AT_ONCE = ['-max_interleave_delta', '1000'];

let stack: AsyncDisposableStack;
let pipeline: TestPipeline;
let clip: string;

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  pipeline = stack.use(await startTestPipeline({ WORKER_SEGMENT_S: '2', WORKER_PUBLISHER_GRACE_S: '0' }));
  pipeline.sts.onFragment = (socket, fragment) => {
    socket.emit('fragment:processed', resultOf(fragment, fragment.audio));
  };
  clip = await makeSource(pipeline.folder, 'clip', {
    durationS: DURATION_S,
    audio: ['-ac', '1', '-ar', '44100'],
  });
});
afterAll(() => stack.disposeAsync());

interface Aired {
  readonly status: WorkerStatus;
  readonly timeline: NonNullable<WorkerStatus['timeline']>;
  readonly out: string;
  /** Beeps relative to the first frame, in seconds. */
  readonly beeps: readonly number[];
  readonly frames: number;
}

/** Publishes with these options of ffmpeg. */
async function air(id: string, ...args: readonly string[]): Promise<Aired> {
  {
    using connection = await openLingeringProxy(pipeline.inputUrl(id));
    await execa('ffmpeg', ['-v', 'error', ...args, '-f', 'flv', connection.url], { stdin: 'ignore' });
    await connection.closed;
  }
  return await ended(id);
}

/** Waits until everything of a stream has been aired. */
async function ended(id: string): Promise<Aired> {
  const status = await vi.waitFor(
    async () => {
      const now = await pipeline.status(id);
      expect(['ended', 'failed']).toContain(now?.state);
      return now as WorkerStatus;
    },
    { timeout: 25_000, interval: 100 },
  );
  const outputs = await pipeline.mediamtx.recordings(`live/${id}/out`);
  expect(outputs).toHaveLength(1);
  const [out = ''] = outputs;
  const shown = await shownAt(out);
  const { timeline } = status;
  if (timeline === undefined) throw new Error('the status has no timeline');
  const beeps = (await beepsOf(out)).map((timeS) => timeS - (shown[0] ?? Number.NaN));
  return { status, timeline, out, beeps, frames: shown.filter(Number.isFinite).length };
}

/** Expects a stream that was aired without a fault, and a complete timeline. */
function expectComplete({ status, timeline }: Aired, durationS: number): void {
  expect(status).toMatchObject({ state: 'ended', output: { publications: 1 } });
  expect(status.lastError).toBeUndefined();
  const { receivedS, trimmedS, stretchedS, filledS, dubbedS, originalS, pendingS } = timeline.audio;
  expect(timeline.durationS).toBeCloseTo(durationS, 0);
  expect(receivedS - trimmedS + stretchedS + filledS).toBeCloseTo(timeline.durationS, 6);
  expect(dubbedS + originalS + filledS).toBeCloseTo(timeline.durationS, 6);
  expect(pendingS).toBe(0);
}

function expectBeeps(beeps: readonly number[], expected: readonly number[]): void {
  expect(beeps.length).toBeGreaterThanOrEqual(expected.length - 1);
  for (const [n, timeS] of beeps.entries())
    expect(Math.abs(timeS - (expected[n] ?? Number.NaN))).toBeLessThan(0.01);
}

function seconds(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, n) => from + n);
}

async function concatenated(name: string, ...files: readonly string[]): Promise<string[]> {
  const list = join(pipeline.folder, `${name}.txt`);
  await writeFile(list, files.map((file) => `file '${file}'\n`).join(''));
  return ['-re', '-f', 'concat', '-safe', '0', '-i', list, ...COPY];
}

test.each([
  ['mono to stereo', ['-ac', '1', '-ar', '44100'], ['-ac', '2', '-ar', '44100']],
  ['stereo to mono', ['-ac', '2', '-ar', '48000'], ['-ac', '1', '-ar', '48000']],
])('follows a change of the audio from %s within one connection', async (name, first, second) => {
  const id = name.replaceAll(/[ .]/g, '-');
  const parts = await Promise.all(
    [first, second].map((audio, n) => makeSource(pipeline.folder, `${id}-${n}`, { durationS: 5, audio })),
  );
  const aired = await air(id, ...(await concatenated(id, ...parts)));
  expectComplete(aired, 10);
  expect(aired.timeline.audio.filledS).toBeLessThan(0.3);
  expect(aired.frames).toBeGreaterThanOrEqual(298);
  expect(aired.timeline.video.frames).toBeGreaterThanOrEqual(299);
  // Each part of the concatenation is as long as its audio, which is up to 30 ms longer than its video.
  expect(aired.beeps.length).toBeGreaterThanOrEqual(9);
  const isSecond = (timeS: number): boolean => timeS > 4.5;
  expectBeeps(
    aired.beeps.filter((timeS) => !isSecond(timeS)),
    seconds(0, 5),
  );
  const later = aired.beeps.filter(isSecond);
  for (const [n, timeS] of later.entries()) {
    expect(timeS - (later[0] ?? Number.NaN) - n).toBeCloseTo(0, 1);
  }
});

/** Joins FLV files, each with its own decoder configuration, into one without gaps. ffmpeg would scale the timestamps. */
async function joinedFlv(files: readonly string[], partMs: number): Promise<string> {
  const parts = await Promise.all(
    files.map(async (file, n) => {
      const flv = `${file}.flv`;
      await execa('ffmpeg', ['-v', 'error', '-i', file, ...COPY, '-y', flv]);
      const bytes = await readFile(flv);
      // A tag has a header of 11 bytes, its body, and its length in 4 bytes (Adobe's specification, annex E).
      for (let at = 13; at + 11 < bytes.length; at += 11 + bytes.readUIntBE(at + 1, 3) + 4) {
        bytes.writeUIntBE(bytes.readUIntBE(at + 4, 3) + n * partMs, at + 4, 3);
      }
      return n === 0 ? bytes : bytes.subarray(13);
    }),
  );
  const joined = join(pipeline.folder, 'joined.flv');
  await writeFile(joined, Buffer.concat(parts));
  return joined;
}

test('resamples audio whose sample rate changes within one connection', async () => {
  const parts = ['44100', '48000'].map((rateHz) =>
    makeSource(pipeline.folder, `rate-${rateHz}`, { durationS: 5, audio: ['-ac', '1', '-ar', rateHz] }),
  );
  const flv = await joinedFlv(await Promise.all(parts), 5000);
  await publishFlv(flv, pipeline.inputUrl('rate'), (timeMs) => timeMs);
  const aired = await ended('rate');
  expectComplete(aired, 10);
  expect(aired.timeline.audio.sampleRateRatio).toBeCloseTo(48_000 / 44_100, 6);
  expect(aired.timeline.audio.filledS).toBeLessThan(0.3);
  // The fifth beep is at the change, which takes 0.4 s to detect.
  const isAtChange = (timeS: number): boolean => Math.abs(timeS - 5) < 0.5;
  expectBeeps(
    aired.beeps.filter((timeS) => !isAtChange(timeS)),
    seconds(0, 10).filter((timeS) => !isAtChange(timeS)),
  );
});

test('airs silence for audio that stops, without a stall', async () => {
  const tracks = ['-re', '-i', clip, '-t', '4', '-i', clip, '-map', '0:v', '-map', '1:a'];
  const [aired] = await Promise.all([
    air('audio-stops', ...tracks, ...COPY, ...SENT_AT_ONCE),
    vi.waitFor(
      async () => {
        expect((await pipeline.status('audio-stops'))?.timeline?.audio.paused).toBe(true);
        const metrics = await (await fetch(`${pipeline.service.url}/metrics`)).text();
        expect(metrics).toContain('worker_track_paused{stream_id="audio-stops",track="audio"} 1');
      },
      { timeout: 20_000, interval: 100 },
    ),
  ]);
  expectComplete(aired, DURATION_S);
  expect(aired.frames).toBeGreaterThanOrEqual(DURATION_S * 30 - 3);
  expectBeeps(aired.beeps, seconds(0, 4));
  const { audio } = aired.timeline;
  expect(audio).toMatchObject({ pauses: 1, paused: false });
  expect(audio.filledS).toBeCloseTo(DURATION_S - 4, 0);
  expect(aired.status.output.stalledS).toBeLessThan(2.5);
});

test('keeps the audio on time when the video stops', async () => {
  const tracks = ['-t', '4', '-i', clip, '-re', '-i', clip, '-map', '0:v', '-map', '1:a'];
  const aired = await air('video-stops', ...tracks, ...COPY, ...SENT_AT_ONCE);
  expect(aired.timeline.durationS).toBeCloseTo(DURATION_S, 0);
  expect(aired.timeline.audio.filledS).toBeLessThan(0.1);
  expect(aired.timeline.video).toMatchObject({ pauses: 1, paused: false });
});

test('airs audio that returns after a pause at its time', async () => {
  // Audio from 0 to 3 s and from 6 s on.
  const filter = "aselect='lt(t,3)+gt(t,6)'";
  const audio = ['-af', filter, '-c:a', 'aac', '-ac', '1'];
  const aired = await air('returns', '-re', '-i', clip, '-c:v', 'copy', ...audio, ...SENT_AT_ONCE);
  expectComplete(aired, DURATION_S);
  expectBeeps(
    aired.beeps.filter((timeS) => timeS < 4),
    seconds(0, 3),
  );
  expectBeeps(
    aired.beeps.filter((timeS) => timeS > 6.5),
    seconds(7, 9),
  );
  expect(aired.timeline.audio).toMatchObject({ pauses: 1, paused: false });
  expect(aired.timeline.audio.filledS).toBeCloseTo(3, 0);
});

test('follows an error of 80 ms in the timestamps', async () => {
  const filter = "asetnsamples=1024,asetpts='PTS+gte(T,3.5)*0.08/TB'";
  const audio = ['-af', filter, '-c:a', 'aac', '-ac', '1'];
  const aired = await air('off-by-80-ms', '-re', '-i', clip, '-c:v', 'copy', ...audio);
  expectComplete(aired, DURATION_S);
  expectBeeps(
    aired.beeps,
    seconds(0, DURATION_S).map((timeS) => (timeS < 3.5 ? timeS : timeS + 0.08)),
  );
  expect(aired.timeline.audio.filledS).toBeGreaterThan(0.07);
  expect(aired.timeline.audio.filledS).toBeLessThan(0.13);
});

test('follows a drift of 0.5 % by stretching', async () => {
  const filter = "asetnsamples=1024,asetpts='PTS*1.005'";
  const audio = ['-af', filter, '-c:a', 'aac', '-ac', '1'];
  const aired = await air('drifts', '-re', '-i', clip, '-c:v', 'copy', ...audio);
  expectComplete(aired, DURATION_S);
  expectBeeps(
    aired.beeps,
    seconds(0, DURATION_S).map((timeS) => timeS * 1.005),
  );
  expect(aired.timeline.audio.stretchedS).toBeGreaterThan(0.03);
  expect(aired.timeline.audio.filledS).toBeLessThan(0.06);
});

/** The level of each channel in the middle of each beep of a stereo file, relative to full scale. */
async function beepLevels(file: string): Promise<number[]> {
  const filled = ['-af', 'aresample=async=1:first_pts=0', '-f', 's16le', '-ar', '48000'];
  const { stdout } = await execa('ffmpeg', ['-v', 'error', '-i', file, ...filled, 'pipe:1'], {
    encoding: 'buffer',
  });
  const pcm = Buffer.from(stdout);
  const levels: number[] = [];
  for (const timeS of await beepsOf(file)) {
    const [from, to] = [0.03, 0.07].map((sinceS) => Math.round((timeS + sinceS) * 48_000));
    for (const channel of [0, 1]) {
      let energy = 0;
      for (let n = from ?? 0; n < (to ?? 0); n++)
        energy += (pcm.readInt16LE(n * 4 + channel * 2) / 32_768) ** 2;
      levels.push(Math.sqrt(energy / ((to ?? 0) - (from ?? 0))));
    }
  }
  return levels;
}

test('airs the audio of a later publisher at its level when the first one had none', async () => {
  await using later = await startTestPipeline({ WORKER_SEGMENT_S: '2', WORKER_PUBLISHER_GRACE_S: '8' });
  later.sts.onFragment = pipeline.sts.onFragment;
  for (const channels of ['1', '2']) {
    const id = `later-${channels}`;
    const audio = ['-ac', channels, '-ar', '44100'];
    for (const source of [{}, { audio }]) {
      const file = await makeSource(later.folder, 'part', { durationS: 4, ...source });
      await publish({ file }, later.inputUrl(id), new AbortController().signal);
    }
    await vi.waitFor(async () => expect((await later.status(id))?.state).toBe('ended'), {
      timeout: 30_000,
      interval: 100,
    });
    const [out = ''] = await later.mediamtx.recordings(`live/${id}/out`);
    const levels = await beepLevels(out);
    expect(levels.length).toBeGreaterThanOrEqual(6);
    // The beeps of the clip are sines of half of full scale; ffmpeg makes them 3 dB quieter in stereo.
    const sent = 0.5 / Math.SQRT2 / (channels === '1' ? 1 : Math.SQRT2);
    for (const level of levels) expect(Math.abs(20 * Math.log10(level / sent))).toBeLessThan(1);
  }
}, 90_000);
