import { readFile, stat, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTempFolder } from '../../../lib/testing/temp-folder.ts';
import { createLogger, type Logger } from '../../runtime/logger.ts';
import { TaskGroup } from '../../runtime/task-group.ts';
import { AAC_PRIMING_SAMPLES } from '../ffmpeg/aac.ts';
import { FramecrcReader } from '../ffmpeg/framecrc.ts';
import { findBox } from '../mp4/boxes.ts';
import { frameChecksums } from '../testing/clip.ts';
import { heldVideo, recordedVideo } from '../testing/held-video.ts';
import { noisePcm, soundLag } from '../testing/sound-lag.ts';
import { freePorts, startTestMediamtx } from '../testing/test-mediamtx.ts';
import { testMetrics } from '../testing/test-metrics.ts';
import { tonePcm, toneShare } from '../testing/tone.ts';
import { AvSyncMeter } from './av-sync-meter.ts';
import { DubbedOutput, type OutputProgress } from './dubbed-output.ts';
import type { OutputLostError } from './output-lost-error.ts';

const MONO = { sampleRateHz: 48_000, channels: 1 };
const CLIP_S = 2;
const BYTES_PER_S = 96_000;

let stack: AsyncDisposableStack;
let folder: string;
let ending: AbortController;
let tasks: TaskGroup;
let counted: ReturnType<typeof testMetrics>;
let progress: OutputProgress[];
let losses: OutputLostError[];
let log: Logger;

beforeEach(async () => {
  stack = new AsyncDisposableStack();
  folder = stack.use(await createTempFolder()).path;
  ending = new AbortController();
  tasks = new TaskGroup(ending.signal);
  counted = testMetrics();
  progress = [];
  losses = [];
  log = createLogger('test', process.env.TEST_LOG_LEVEL ?? 'silent');
});
afterEach(async () => {
  ending.abort(new Error('the test is over'));
  await tasks.done().catch(() => undefined);
  await stack.disposeAsync();
});

/** Writing into a file, ffmpeg does what it does to MediaMTX. */
async function startOutput(
  url: string,
  { beginsAtS = 0, byS = 0, durationS = CLIP_S, giveUpAfterMs = 0 } = {},
) {
  const mp4 = await recordedVideo({ beginsAtS, durationS });
  await writeFile(join(folder, 'source.mp4'), mp4);
  const avSync = new AvSyncMeter(MONO.sampleRateHz);
  const source = new FramecrcReader((packet) => avSync.ingested(packet));
  const copy = ['-v', 'error', '-copyts', '-i', 'pipe:0', '-c', 'copy', '-f', 'framecrc', 'pipe:1'];
  for (const line of (await execa('ffmpeg', copy, { input: mp4 })).stdout.split('\n')) source.line(line);
  return new DubbedOutput({
    url,
    hold: await heldVideo(mp4, byS),
    startS: 0,
    format: MONO,
    tasks,
    log,
    metrics: counted.metrics,
    avSync,
    onProgress: (made) => progress.push(made),
    giveUpAfterMs,
    onLost: (error) => losses.push(error),
  });
}

test('windows follow one another without a gap, at the speed of real time, with all of the pictures', async () => {
  const file = join(folder, 'out.flv');
  const output = await startOutput(file);
  const begunMs = performance.now();
  await output.air(tonePcm(MONO, 500, 1));
  expect(await counted.value('worker_pipeline_state', { pipeline: 'output' })).toBe(1);
  await output.air(tonePcm(MONO, 1500, 1));
  await output.end();
  await tasks.done();
  expect(performance.now() - begunMs).toBeGreaterThan(CLIP_S * 1000);

  expect(await frameChecksums(file)).toHaveLength(CLIP_S * 30);
  const args = ['-v', 'error', '-i', file, '-vn', '-f', 's16le', '-ar', '48000', '-ac', '1', 'pipe:1'];
  const { stdout } = await execa('ffmpeg', args, { encoding: 'buffer' });
  const pcm = Buffer.from(stdout);
  expect(toneShare(pcm.subarray(10_000, 90_000), MONO, 500)).toBeGreaterThan(0.95);
  expect(toneShare(pcm.subarray(106_000, 186_000), MONO, 1500)).toBeGreaterThan(0.95);
  expect(progress.at(-1)).toMatchObject({ airedS: 2, stalledS: 0 });
  expect(await counted.value('worker_pipeline_state', { pipeline: 'output' })).toBe(0);
});

test('video that begins later than audio keeps its distance', async () => {
  const output = await startOutput(join(folder, 'out.flv'), { beginsAtS: 0.3 });
  await output.air(tonePcm(MONO, 500, 1));
  await output.end();
  await tasks.done();
  expect(progress.at(-1)?.avSyncDeltaMs).toBeCloseTo(0, 0);
  expect(await counted.value('worker_av_sync_delta_ms')).toBe(progress.at(-1)?.avSyncDeltaMs);
});

test('what is due leaves at once, however little it is', async () => {
  const file = join(folder, 'out.flv');
  const output = await startOutput(file);
  await output.air(tonePcm(MONO, 500, 1));
  await vi.waitFor(() => expect(progress.at(-1)?.airedS).toBeGreaterThan(0.5), 5000);
  expect((await stat(file)).size).toBeGreaterThan(1000);
});

test('what is heard after the last picture reaches MediaMTX before the connection closes', async () => {
  const ports = await freePorts();
  const mediamtx = stack.use(await startTestMediamtx(folder, ports, 'http://127.0.0.1:1'));
  const output = await startOutput(`rtmp://127.0.0.1:${ports.rtmp}/live/s/out`);
  const warned = vi.spyOn(log, 'warn');
  await output.air(tonePcm(MONO, 500, CLIP_S + 0.6));
  await output.end();
  await tasks.done();
  // It was seen to leave: the end was not cut by a time limit.
  expect(warned).not.toHaveBeenCalled();
  const [recording = ''] = await mediamtx.recordings('live/s/out');
  const audio = ['-select_streams', 'a', '-show_entries', 'stream=duration', '-of', 'csv=p=0'];
  const lastsS = async (): Promise<number> =>
    Number((await execa('ffprobe', ['-v', 'error', ...audio, recording])).stdout);
  await vi.waitFor(async () => expect(await lastsS()).toBeGreaterThanOrEqual(CLIP_S + 0.6), 5000);
});

test('a window that comes late is waited for, and told', async () => {
  const output = await startOutput(join(folder, 'out.flv'));
  const begunMs = performance.now();
  await output.air(tonePcm(MONO, 500, 0.2));
  await vi.waitFor(() => expect(progress.at(-1)?.onAir).toBe(true), 5000);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  await output.air(tonePcm(MONO, 500, 0.2));
  const elapsedS = (performance.now() - begunMs) / 1000;
  await output.end();
  await tasks.done();
  // 1 s, less the cushion of 0.25 s and the first window.
  expect(progress.at(-1)?.stalledS).toBeGreaterThan(0.5);
  expect(progress.at(-1)?.stalledS).toBeLessThan(elapsedS);
  expect(await counted.value('worker_output_stalled_seconds_total')).toBe(progress.at(-1)?.stalledS);
});

test('an output that ends some time after its last window was never late', async () => {
  const output = await startOutput(join(folder, 'out.flv'));
  await output.air(tonePcm(MONO, 500, 0.2));
  await vi.waitFor(() => expect(output.isStarving).toBe(true), 5000);
  await new Promise((resolve) => setTimeout(resolve, 300));
  await output.end();
  await tasks.done();
  expect(progress.at(-1)?.stalledS).toBe(0);
});

test('a stream without a window ends without an output', async () => {
  const output = await startOutput(join(folder, 'out.flv'));
  await output.end();
  await tasks.done();
  expect(progress).toEqual([]);
});

async function ended(recording: string): Promise<void> {
  const probe = async (): Promise<number> =>
    Number(
      (
        await execa('ffprobe', [
          '-v',
          'error',
          '-show_entries',
          'format=duration',
          '-of',
          'csv=p=0',
          recording,
        ])
      ).stdout,
    );
  let [before, now] = [-1, await probe()];
  while (now > before) {
    await new Promise((resolve) => setTimeout(resolve, 300));
    [before, now] = [now, await probe()];
  }
}

/** Which of the source's pictures a recording shows: from the first to the last, none left out. */
async function shown(recording: string): Promise<{ readonly from: number; readonly to: number }> {
  const source = await frameChecksums(join(folder, 'source.mp4'));
  const frames = await frameChecksums(recording);
  const from = source.indexOf(frames[0] ?? '');
  expect(frames).toEqual(source.slice(from, from + frames.length));
  return { from, to: from + frames.length };
}

test('kicked, it is published again from the keyframe before where it stopped, not faster than real time', async () => {
  const ports = await freePorts();
  const mediamtx = stack.use(await startTestMediamtx(folder, ports, 'http://127.0.0.1:1'));
  const durationS = 8;
  // Keyframes between two ms.
  const video = { byS: 0.0003, durationS };
  const output = await startOutput(`rtmp://127.0.0.1:${ports.rtmp}/live/s/out`, video);
  const pcm = noisePcm(durationS * MONO.sampleRateHz);
  for (let second = 0; second < durationS; second++)
    tasks.add(output.air(pcm.subarray(second * BYTES_PER_S, (second + 1) * BYTES_PER_S)));
  await vi.waitFor(() => expect(progress.at(-1)?.airedS).toBeGreaterThan(5), 10_000);
  await mediamtx.kickNewest();
  await vi.waitFor(() => expect(losses).toHaveLength(1), 5000);
  expect(await counted.value('worker_pipeline_state', { pipeline: 'output' })).toBe(3);
  expect(progress.at(-1)).toMatchObject({ onAir: false, publications: 1 });
  await vi.waitFor(() => expect(progress.at(-1)).toMatchObject({ onAir: true, publications: 2 }), 5000);
  const backMs = performance.now();
  const backS = progress.at(-1)?.airedS ?? Number.NaN;
  expect(await counted.value('worker_pipeline_state', { pipeline: 'output' })).toBe(2);
  await output.end();
  await tasks.done();
  expect(performance.now() - backMs).toBeGreaterThan((durationS - backS - 0.3) * 1000);

  expect(losses[0]?.message).toContain('is published again in');
  expect(progress.at(-1)).toMatchObject({ publications: 2, avSyncDeltaMs: expect.closeTo(0, 0) });
  expect(progress.at(-1)?.stalledS).toBeGreaterThan(0.8);
  expect(await counted.value('worker_output_stalled_seconds_total')).toBe(progress.at(-1)?.stalledS);
  const [first = '', second = ''] = (await mediamtx.recordings('live/s/out')).toSorted();
  await ended(second);
  const [before, after] = [await shown(first), await shown(second)];
  expect(before.from).toBe(0);
  expect(after.from).toBeLessThanOrEqual(before.to);
  // Keyframes are half a second apart, and what was on its way is half a second.
  expect(after.from).toBeGreaterThan(before.to - 45);
  expect(after.from % 15).toBe(0);
  expect(after.to).toBeGreaterThanOrEqual(durationS * 30 - 1);

  // On one clock: what is published twice has the same time, to the ms that RTMP counts, and sound to the sample.
  const [early, late] = [await timesOf(first, 'v'), await timesOf(second, 'v')];
  for (let n = after.from; n < before.to; n++)
    expect(late[n - after.from]).toBeCloseTo(early[n] ?? Number.NaN, 4);
  for (const recording of [first, second]) {
    const [beginS = Number.NaN] = await timesOf(recording, 'a');
    const place = Math.max(0, Math.round(beginS * MONO.sampleRateHz));
    const sound = (await soundOf(recording)).subarray(AAC_PRIMING_SAMPLES * 2);
    for (const at of [0, sound.length - BYTES_PER_S]) {
      const aired = pcm.subarray(place * 2 + at, place * 2 + at + BYTES_PER_S);
      const lag = soundLag(aired, sound.subarray(at, at + aired.length), 1200);
      expect(lag).toMatchObject({ samples: 0 });
      expect(lag.likeness).toBeGreaterThan(0.9);
    }
  }
});

/** When each packet of a recording is due, on the clock of the stream that MediaMTX recorded. */
async function timesOf(recording: string, kind: 'a' | 'v'): Promise<number[]> {
  const bytes = await readFile(recording);
  const start = findBox(bytes, { body: 0, end: bytes.length }, 'moov', 'udta', 'mtxi');
  // Behind version and flags, the stream's id (16 bytes) and the recording's number (8).
  const startS = Number(bytes.readBigInt64BE((start?.body ?? Number.NaN) + 28)) / 1e9;
  const fields = ['-select_streams', kind, '-show_entries', 'packet=pts_time', '-of', 'csv=p=0'];
  const { stdout } = await execa('ffprobe', ['-v', 'error', ...fields, recording]);
  return stdout.split('\n').map((line) => startS + Number.parseFloat(line));
}

async function soundOf(recording: string): Promise<Buffer> {
  const args = ['-v', 'error', '-i', recording, '-vn', '-f', 's16le', '-ac', '1', 'pipe:1'];
  return Buffer.from((await execa('ffmpeg', args, { encoding: 'buffer' })).stdout);
}

test('refused, it tries again until it is taken, and nothing is lost', async () => {
  const ports = await freePorts();
  const output = await startOutput(`rtmp://127.0.0.1:${ports.rtmp}/live/s/out`, { giveUpAfterMs: 30_000 });
  await output.air(tonePcm(MONO, 500, CLIP_S));
  tasks.add(output.end());
  await vi.waitFor(() => expect(losses).toHaveLength(2), 10_000);
  expect(losses[0]).toMatchObject({
    code: 'OUTPUT_LOST',
    message: expect.stringContaining('Connection refused'),
  });
  const mediamtx = stack.use(await startTestMediamtx(folder, ports, 'http://127.0.0.1:1'));
  await tasks.done();
  expect(progress.at(-1)).toMatchObject({ publications: 1, onAir: false });
  const [recording = ''] = await mediamtx.recordings('live/s/out');
  await ended(recording);
  expect(await shown(recording)).toEqual({ from: 0, to: expect.closeTo(CLIP_S * 30, -1) });
});

test('the rest of a stream is given up when nobody takes it', async () => {
  const ports = await freePorts();
  const output = await startOutput(`rtmp://127.0.0.1:${ports.rtmp}/live/s/out`);
  await output.air(tonePcm(MONO, 500, 1));
  const end = output.end();
  await expect(tasks.done()).rejects.toMatchObject({
    code: 'OUTPUT_LOST',
    message: expect.stringContaining('it is given up; ffmpeg (output) ended with exit code 1'),
  });
  await expect(end).rejects.toMatchObject({ code: 'OUTPUT_LOST' });
});

test('an output that takes the connection and nothing else is noticed', async () => {
  const sockets: { destroy(): void }[] = [];
  const mute = createServer((socket) => sockets.push(socket.resume())).listen(0, '127.0.0.1');
  await new Promise((resolve) => mute.once('listening', resolve));
  stack.defer(() => new Promise<void>((resolve) => void mute.close(() => resolve())));
  stack.defer(() => {
    for (const socket of sockets) socket.destroy();
  });
  const url = `rtmp://127.0.0.1:${(mute.address() as AddressInfo).port}/live/s/out`;
  const output = await startOutput(url);
  await output.air(tonePcm(MONO, 500, 0.1));
  tasks.add(output.end());
  await expect(tasks.done()).rejects.toMatchObject({
    code: 'OUTPUT_LOST',
    url,
    message: expect.stringContaining('has not taken the connection within 10 s'),
  });
});

test('told to end, it ends at once', async () => {
  const output = await startOutput(join(folder, 'out.flv'));
  await output.air(tonePcm(MONO, 500, 1));
  tasks.add(output.air(tonePcm(MONO, 500, 60)));
  ending.abort(new Error('over'));
  await expect(tasks.done()).rejects.toThrow('over');
  await expect(output.end()).rejects.toThrow('over');
});
