import { stat } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLogger } from '../../runtime/logger.ts';
import { TaskGroup } from '../../runtime/task-group.ts';
import { FramecrcReader } from '../ffmpeg/framecrc.ts';
import { frameChecksums } from '../testing/clip.ts';
import { tempFolder } from '../testing/temp-folder.ts';
import { freePorts, startTestMediamtx } from '../testing/test-mediamtx.ts';
import { testMetrics } from '../testing/test-metrics.ts';
import { tonePcm, toneShare } from '../testing/tone.ts';
import { AvSyncMeter } from './av-sync-meter.ts';
import { DubbedOutput, type OutputProgress } from './dubbed-output.ts';

const MONO = { sampleRateHz: 48_000, channels: 1 };
const CLIP_S = 2;

let stack: AsyncDisposableStack;
let folder: string;
let ending: AbortController;
let tasks: TaskGroup;
let counted: ReturnType<typeof testMetrics>;
let progress: OutputProgress[];

beforeEach(async () => {
  stack = new AsyncDisposableStack();
  folder = stack.use(await tempFolder()).path;
  ending = new AbortController();
  tasks = new TaskGroup(ending.signal);
  counted = testMetrics();
  progress = [];
});
afterEach(async () => {
  ending.abort(new Error('the test is over'));
  await tasks.done().catch(() => undefined);
  await stack.disposeAsync();
});

async function videoNut(beginsAtS: number): Promise<Buffer> {
  const late = ['-itsoffset', String(beginsAtS)];
  const picture = [...late, '-f', 'lavfi', '-i', `testsrc2=size=64x48:rate=30:duration=${CLIP_S}`];
  const args = ['-v', 'error', ...picture, '-c:v', 'libx264', '-bf', '0', '-g', '15', '-f', 'nut', 'pipe:1'];
  return Buffer.from((await execa('ffmpeg', args, { encoding: 'buffer' })).stdout);
}

/** Writing into a file, ffmpeg does what it does to MediaMTX. */
async function startOutput(url: string, beginsAtS = 0) {
  const nut = await videoNut(beginsAtS);
  const avSync = new AvSyncMeter(MONO.sampleRateHz);
  const source = new FramecrcReader((packet) => avSync.ingested(packet));
  const copy = ['-v', 'error', '-copyts', '-i', 'pipe:0', '-c', 'copy', '-f', 'framecrc', 'pipe:1'];
  for (const line of (await execa('ffmpeg', copy, { input: nut })).stdout.split('\n')) source.line(line);
  const video = new PassThrough();
  video.end(nut);
  return new DubbedOutput({
    url,
    video,
    format: MONO,
    tasks,
    log: createLogger('test', 'silent'),
    metrics: counted.metrics,
    avSync,
    onProgress: (made) => progress.push(made),
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
  expect(progress.at(-1)).toMatchObject({ airedS: 2.2, stalledS: 0 });
  expect(await counted.value('worker_pipeline_state', { pipeline: 'output' })).toBe(0);
});

test('video that begins later than audio keeps its distance', async () => {
  const output = await startOutput(join(folder, 'out.flv'), 0.3);
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
  await output.air(tonePcm(MONO, 500, CLIP_S + 0.6));
  await output.end();
  await tasks.done();
  const [recording = ''] = await mediamtx.recordings('live/s/out');
  const audio = ['-select_streams', 'a', '-show_entries', 'stream=duration', '-of', 'csv=p=0'];
  const lastsS = async (): Promise<number> =>
    Number((await execa('ffprobe', ['-v', 'error', ...audio, recording])).stdout);
  await vi.waitFor(async () => expect(await lastsS()).toBeGreaterThanOrEqual(CLIP_S + 0.6), 5000);
});

test('a window that comes late is waited for, and told', async () => {
  const output = await startOutput(join(folder, 'out.flv'));
  await output.air(tonePcm(MONO, 500, 0.2));
  await new Promise((resolve) => setTimeout(resolve, 1000));
  await output.air(tonePcm(MONO, 500, 0.2));
  await output.end();
  await tasks.done();
  // 1 s, less the cushion of 0.25 s and the first window.
  expect(progress.at(-1)?.stalledS).toBeGreaterThan(0.5);
  expect(progress.at(-1)?.stalledS).toBeLessThan(0.65);
  expect(await counted.value('worker_output_stalled_seconds_total')).toBe(progress.at(-1)?.stalledS);
});

test('a stream without a window ends without an output', async () => {
  const output = await startOutput(join(folder, 'out.flv'));
  await output.end();
  await tasks.done();
  expect(progress).toEqual([]);
});

test('an output that nobody takes fails with what ffmpeg says', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const output = await startOutput(`rtmp://127.0.0.1:${port}/live/s/out`);
  const airing = output.air(tonePcm(MONO, 500, 10));
  await expect(tasks.done()).rejects.toMatchObject({
    code: 'FFMPEG_FAILED',
    task: 'output',
    message: expect.stringContaining('Connection refused'),
  });
  await expect(airing).rejects.toMatchObject({ code: 'FFMPEG_FAILED' });
});

test('an output that takes the connection and nothing else is noticed at its end', async () => {
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
    code: 'OUTPUT_STUCK',
    url,
    message: expect.stringContaining('has not ended within 10 s'),
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
