import { readFile, stat, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTempFolder } from '../../../lib/testing/temp-folder.ts';
import { createLogger, type Logger } from '../../runtime/logger.ts';
import { TaskGroup } from '../../runtime/task-group.ts';
import { FramecrcReader } from '../ffmpeg/framecrc.ts';
import { findBox } from '../mp4/boxes.ts';
import { audioLag, noisePcm } from '../testing/audio-lag.ts';
import { bufferedVideo, recordedVideo } from '../testing/buffered-video.ts';
import { frameChecksums } from '../testing/clip.ts';
import { freePorts, startTestMediamtx } from '../testing/test-mediamtx.ts';
import { testMetrics } from '../testing/test-metrics.ts';
import { tonePcm, toneShare } from '../testing/tone.ts';
import { AAC_PRIMING_SAMPLES, AvSyncMeter } from './av-sync-meter.ts';
import type { OutputLostError } from './reconnecting-output.ts';
import { type OutputProgress, ReconnectingOutput } from './reconnecting-output.ts';

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
  ending.abort(new Error('the test has ended'));
  await tasks.done().catch(() => undefined);
  await stack.disposeAsync();
});

/** ffmpeg writes to a file as it does to MediaMTX. */
async function startOutput(
  url: string,
  { videoStartS = 0, byS = 0, durationS = CLIP_S, abandonAfterMs = 0 } = {},
) {
  const mp4 = await recordedVideo({ startS: videoStartS, durationS });
  await writeFile(join(folder, 'source.mp4'), mp4);
  const avSync = new AvSyncMeter(MONO.sampleRateHz);
  const source = new FramecrcReader((packet) => avSync.ingested(packet));
  const copy = ['-v', 'error', '-copyts', '-i', 'pipe:0', '-c', 'copy', '-f', 'framecrc', 'pipe:1'];
  for (const line of (await execa('ffmpeg', copy, { input: mp4 })).stdout.split('\n')) source.line(line);
  return new ReconnectingOutput({
    url,
    buffer: await bufferedVideo(mp4, byS),
    startS: 0,
    format: MONO,
    tasks,
    log,
    metrics: counted.metrics,
    avSync,
    onProgress: (made) => progress.push(made),
    abandonAfterMs,
    onLost: (error) => losses.push(error),
  });
}

test('airs segments without a gap, in real time, with every frame', async () => {
  const file = join(folder, 'out.flv');
  const output = await startOutput(file);
  const startedMs = performance.now();
  await output.air(tonePcm(MONO, 500, 1));
  expect(await counted.value('worker_pipeline_state', { pipeline: 'output' })).toBe(1);
  await output.air(tonePcm(MONO, 1500, 1));
  await output.end();
  await tasks.done();
  expect(performance.now() - startedMs).toBeGreaterThan(CLIP_S * 1000);

  expect(await frameChecksums(file)).toHaveLength(CLIP_S * 30);
  const args = ['-v', 'error', '-i', file, '-vn', '-f', 's16le', '-ar', '48000', '-ac', '1', 'pipe:1'];
  const { stdout } = await execa('ffmpeg', args, { encoding: 'buffer' });
  const pcm = Buffer.from(stdout);
  expect(toneShare(pcm.subarray(10_000, 90_000), MONO, 500)).toBeGreaterThan(0.95);
  expect(toneShare(pcm.subarray(106_000, 186_000), MONO, 1500)).toBeGreaterThan(0.95);
  expect(progress.at(-1)).toMatchObject({ airedS: 2, stalledS: 0 });
  expect(await counted.value('worker_pipeline_state', { pipeline: 'output' })).toBe(0);
});

test('keeps the offset of video that starts later than audio', async () => {
  const output = await startOutput(join(folder, 'out.flv'), { videoStartS: 0.3 });
  await output.air(tonePcm(MONO, 500, 1));
  await output.end();
  await tasks.done();
  expect(progress.at(-1)?.avSyncDeltaMs).toBeCloseTo(0, 0);
  expect(await counted.value('worker_av_sync_delta_ms')).toBe(progress.at(-1)?.avSyncDeltaMs);
});

test('sends due audio at once, even a small amount', async () => {
  const file = join(folder, 'out.flv');
  const output = await startOutput(file);
  await output.air(tonePcm(MONO, 500, 1));
  await vi.waitFor(() => expect(progress.at(-1)?.airedS).toBeGreaterThan(0.5), 5000);
  expect((await stat(file)).size).toBeGreaterThan(1000);
});

test('audio after the last frame reaches MediaMTX before the connection is closed', async () => {
  const ports = await freePorts();
  const mediamtx = stack.use(await startTestMediamtx(folder, ports, 'http://127.0.0.1:1'));
  const output = await startOutput(`rtmp://127.0.0.1:${ports.rtmp}/live/s/out`);
  const warned = vi.spyOn(log, 'warn');
  await output.air(tonePcm(MONO, 500, CLIP_S + 0.6));
  await output.end();
  await tasks.done();
  // Its end was observed as sent, not cut by a time limit.
  expect(warned).not.toHaveBeenCalled();
  const [recording = ''] = await mediamtx.recordings('live/s/out');
  const audio = ['-select_streams', 'a', '-show_entries', 'stream=duration', '-of', 'csv=p=0'];
  const lastsS = async (): Promise<number> =>
    Number((await execa('ffprobe', ['-v', 'error', ...audio, recording])).stdout);
  await vi.waitFor(async () => expect(await lastsS()).toBeGreaterThanOrEqual(CLIP_S + 0.6), 5000);
});

test('waits for a late segment and records the stall', async () => {
  const output = await startOutput(join(folder, 'out.flv'));
  const startedMs = performance.now();
  await output.air(tonePcm(MONO, 500, 0.2));
  await vi.waitFor(() => expect(progress.at(-1)?.onAir).toBe(true), 5000);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  await output.air(tonePcm(MONO, 500, 0.2));
  const elapsedS = (performance.now() - startedMs) / 1000;
  await output.end();
  await tasks.done();
  // 1 s, minus the initial delay of 0.25 s and the first segment.
  expect(progress.at(-1)?.stalledS).toBeGreaterThan(0.5);
  expect(progress.at(-1)?.stalledS).toBeLessThan(elapsedS);
  expect(await counted.value('worker_output_stalled_seconds_total')).toBe(progress.at(-1)?.stalledS);
});

test('ending some time after the last segment records no stall', async () => {
  const output = await startOutput(join(folder, 'out.flv'));
  await output.air(tonePcm(MONO, 500, 0.2));
  await vi.waitFor(() => expect(output.isStarving).toBe(true), 5000);
  await new Promise((resolve) => setTimeout(resolve, 300));
  await output.end();
  await tasks.done();
  expect(progress.at(-1)?.stalledS).toBe(0);
});

test('a stream without a segment has no output', async () => {
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

/** The numbers of the source's frames in a recording, which must be consecutive. */
async function shown(recording: string): Promise<{ readonly from: number; readonly to: number }> {
  const source = await frameChecksums(join(folder, 'source.mp4'));
  const frames = await frameChecksums(recording);
  const from = source.indexOf(frames[0] ?? '');
  expect(frames).toEqual(source.slice(from, from + frames.length));
  return { from, to: from + frames.length };
}

test('republishes after a kick from the key frame before the loss, not faster than real time', async () => {
  const ports = await freePorts();
  const mediamtx = stack.use(await startTestMediamtx(folder, ports, 'http://127.0.0.1:1'));
  const durationS = 8;
  // Key frames between two milliseconds.
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

  expect(losses[0]?.message).toContain('republishing in');
  expect(progress.at(-1)).toMatchObject({ publications: 2, avSyncDeltaMs: expect.closeTo(0, 0) });
  expect(progress.at(-1)?.stalledS).toBeGreaterThan(0.8);
  expect(await counted.value('worker_output_stalled_seconds_total')).toBe(progress.at(-1)?.stalledS);
  const [first = '', second = ''] = (await mediamtx.recordings('live/s/out')).toSorted();
  await ended(second);
  const [before, after] = [await shown(first), await shown(second)];
  expect(before.from).toBe(0);
  expect(after.from).toBeLessThanOrEqual(before.to);
  // Key frames are half a second apart, and half a second was in transit.
  expect(after.from).toBeGreaterThan(before.to - 45);
  expect(after.from % 15).toBe(0);
  expect(after.to).toBeGreaterThanOrEqual(durationS * 30 - 1);

  // On one clock: media that is published twice has the same time, to the millisecond of RTMP, and audio to the sample.
  const [early, late] = [await timesOf(first, 'v'), await timesOf(second, 'v')];
  for (let n = after.from; n < before.to; n++)
    expect(late[n - after.from]).toBeCloseTo(early[n] ?? Number.NaN, 4);
  for (const recording of [first, second]) {
    const [audioStartS = Number.NaN] = await timesOf(recording, 'a');
    const place = Math.max(0, Math.round(audioStartS * MONO.sampleRateHz));
    const audio = (await audioOf(recording)).subarray(AAC_PRIMING_SAMPLES * 2);
    for (const at of [0, audio.length - BYTES_PER_S]) {
      const aired = pcm.subarray(place * 2 + at, place * 2 + at + BYTES_PER_S);
      const lag = audioLag(aired, audio.subarray(at, at + aired.length), 1200);
      expect(lag).toMatchObject({ samples: 0 });
      expect(lag.similarity).toBeGreaterThan(0.9);
    }
  }
});

/** The time of each packet of a recording, on the clock of the recorded stream. */
async function timesOf(recording: string, kind: 'a' | 'v'): Promise<number[]> {
  const bytes = await readFile(recording);
  const start = findBox(bytes, { body: 0, end: bytes.length }, 'moov', 'udta', 'mtxi');
  // After version and flags, the stream's id (16 bytes) and the recording's number (8).
  const startS = Number(bytes.readBigInt64BE((start?.body ?? Number.NaN) + 28)) / 1e9;
  const fields = ['-select_streams', kind, '-show_entries', 'packet=pts_time', '-of', 'csv=p=0'];
  const { stdout } = await execa('ffprobe', ['-v', 'error', ...fields, recording]);
  return stdout.split('\n').map((line) => startS + Number.parseFloat(line));
}

async function audioOf(recording: string): Promise<Buffer> {
  const args = ['-v', 'error', '-i', recording, '-vn', '-f', 's16le', '-ac', '1', 'pipe:1'];
  return Buffer.from((await execa('ffmpeg', args, { encoding: 'buffer' })).stdout);
}

test('retries a refused connection and loses nothing', async () => {
  const ports = await freePorts();
  const output = await startOutput(`rtmp://127.0.0.1:${ports.rtmp}/live/s/out`, { abandonAfterMs: 30_000 });
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

test('abandons the rest of a stream when MediaMTX stays unreachable', async () => {
  const ports = await freePorts();
  const output = await startOutput(`rtmp://127.0.0.1:${ports.rtmp}/live/s/out`);
  await output.air(tonePcm(MONO, 500, 1));
  const end = output.end();
  await expect(tasks.done()).rejects.toMatchObject({
    code: 'OUTPUT_LOST',
    message: expect.stringContaining('abandoned: ffmpeg (output) exited with code 1'),
  });
  await expect(end).rejects.toMatchObject({ code: 'OUTPUT_LOST' });
});

test('detects a server that accepts the TCP connection and does nothing', async () => {
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
    message: expect.stringContaining('has not accepted the connection within 10 s'),
  });
});

test('ends at once when the signal is aborted', async () => {
  const output = await startOutput(join(folder, 'out.flv'));
  await output.air(tonePcm(MONO, 500, 1));
  tasks.add(output.air(tonePcm(MONO, 500, 60)));
  ending.abort(new Error('aborted'));
  await expect(tasks.done()).rejects.toThrow('aborted');
  await expect(output.end()).rejects.toThrow('aborted');
});
