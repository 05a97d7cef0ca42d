import { readdir } from 'node:fs/promises';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { createTempFolder } from '../../lib/testing/temp-folder.ts';
import type { FragmentData } from '../contracts/fragment.ts';
import { FragmentCodec } from './ffmpeg/fragment-codec.ts';
import { type Clip, frameChecksums, makeClip, publish } from './testing/clip.ts';
import { startTestPipeline } from './testing/test-pipeline.ts';
import { resultOf } from './testing/test-sts.ts';
import { tonePcm, toneShare } from './testing/tone.ts';

const MONO = { sampleRateHz: 48_000, channels: 1 };
const SOURCE_HZ = 440;
const DUBBED_HZ = 1000;
const FRAME_RATE = 30;
const never = new AbortController().signal;

let stack: AsyncDisposableStack;
/** Three segments of 2 s. */
let long: Clip;
/** Two segments of 2 s. */
let short: Clip;
let codec: FragmentCodec;

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  const folder = stack.use(await createTempFolder()).path;
  [long, short] = await Promise.all([makeClip(folder, 5.5), makeClip(folder, 3.5)]);
  codec = await FragmentCodec.create(never);
  stack.defer(() => codec.dispose());
});
afterAll(() => stack.disposeAsync());
afterEach(() => vi.unstubAllEnvs());

/** A result for a fragment with a tone as dubbed audio. */
async function toneFor(fragment: FragmentData) {
  const pcm = tonePcm(MONO, DUBBED_HZ, fragment.audio.duration_ms / 1000);
  return resultOf(fragment, await codec.encode(pcm, MONO, MONO));
}

/** The metrics of the only stream of a service, without the round-trip histogram. */
async function metricsOf(serviceUrl: string): Promise<Record<string, number>> {
  const text = await (await fetch(`${serviceUrl}/metrics`)).text();
  const samples = text.matchAll(/^(\w+)\{stream_id="\w+",?(.*)\} (.+)$/gm);
  return Object.fromEntries(
    [...samples]
      .filter(([, name]) => !name?.includes('rtt'))
      .map(([, name, labels, value]) => {
        return [labels === '' ? name : `${name} ${labels?.replaceAll('"', '')}`, Number(value)];
      }),
  );
}

/** Expects the frames of a recording to be those of the clip, from the first one on. */
async function expectFramesOf(clip: Clip, recording: string): Promise<void> {
  const frames = await frameChecksums(recording);
  // MediaMTX's recorder drops the last frame of the input and of the output.
  expect(frames.length).toBeGreaterThanOrEqual(clip.durationS * FRAME_RATE - 2);
  expect(frames).toEqual((await frameChecksums(clip.file)).slice(0, frames.length));
}

async function audioOf(file: string): Promise<Buffer> {
  const args = ['-v', 'error', '-i', file, '-vn', '-f', 's16le', '-ar', '48000', '-ac', '1', 'pipe:1'];
  return Buffer.from((await execa('ffmpeg', args, { encoding: 'buffer' })).stdout);
}

/** The running ffmpeg processes of this process. */
async function ffmpegChildren(): Promise<string[]> {
  const { stdout } = await execa('ps', ['-o', 'args=', '--ppid', String(process.pid)]);
  return stdout.split('\n').filter((line) => line.startsWith('ffmpeg'));
}

test('dubs a stream from its first to its last sample with untouched video', async () => {
  await using pipeline = await startTestPipeline({ WORKER_SEGMENT_S: '2' });
  const { mediamtx, service, sts } = pipeline;
  sts.onFragment = async (socket, fragment) => {
    socket.emit('fragment:processed', await toneFor(fragment));
  };

  const published = publish(long, pipeline.inputUrl('a'), never);
  await vi.waitFor(async () => expect(await mediamtx.isAvailable('live/a/out')).toBe(true), 10_000);
  expect((await fetch(`${service.url}/ready`)).status).toBe(200);
  await published;
  await vi.waitFor(async () => expect((await pipeline.status('a'))?.state).toBe('ended'), 10_000);

  const status = await pipeline.status('a');
  const account = { sent: 3, inflight: 0, processed: 3, partial: 0, fallback: 0, dropped: 0 };
  expect(status?.ledger).toMatchObject(account);
  expect(status?.ledger.recent.map(({ sequence, startS, outcome }) => [sequence, startS, outcome])).toEqual([
    [0, 0, 'processed'],
    [1, 2, 'processed'],
    [2, 4, 'processed'],
  ]);
  expect(status?.lastError).toBeUndefined();
  expect(sts.fragments.map((fragment) => fragment.sequence_number)).toEqual([0, 1, 2]);
  expect(await metricsOf(service.url)).toEqual({
    'worker_audio_fragments_total status=processed': 3,
    'worker_audio_fragments_total status=partial': 0,
    'worker_audio_fragments_total status=fallback': 0,
    'worker_audio_fragments_total status=dropped': 0,
    worker_fragments_sent_total: 3,
    'worker_fallback_total reason=timeout': 0,
    'worker_fallback_total reason=failed': 0,
    'worker_fallback_total reason=breaker_open': 0,
    'worker_fallback_total reason=disconnected': 0,
    'worker_fallback_total reason=backpressure': 0,
    'worker_fallback_total reason=invalid_result': 0,
    worker_inflight_fragments: 0,
    'worker_segments_total type=audio': 3,
    'worker_segments_total type=video': 3,
    worker_av_sync_delta_ms: expect.closeTo(0, 0),
    worker_sts_breaker_state: 0,
    worker_sts_connected: 0,
    worker_reconnection_total: 0,
    'worker_backpressure_events_total action=none': 0,
    'worker_backpressure_events_total action=slow_down': 0,
    'worker_backpressure_events_total action=pause': 0,
    'worker_source_lost_seconds_total where=inside': 0,
    'worker_audio_filled_seconds_total reason=gap': 0,
    'worker_audio_filled_seconds_total reason=pause': 0,
    'worker_audio_filled_seconds_total reason=no_audio': 0,
    'worker_audio_filled_seconds_total reason=end': expect.closeTo(0, 1),
    'worker_audio_trimmed_seconds_total reason=overlap': 0,
    'worker_audio_trimmed_seconds_total reason=late': 0,
    worker_audio_stretched_seconds_total: 0,
    worker_video_paused_seconds_total: 0,
    'worker_track_paused track=audio': 0,
    'worker_track_paused track=video': 0,
    worker_output_stalled_seconds_total: expect.closeTo(status?.output.stalledS ?? Number.NaN, 6),
    'worker_pipeline_state pipeline=input': 0,
    'worker_pipeline_state pipeline=output': 0,
  });

  const [recording = ''] = await mediamtx.recordings('live/a/out');
  await expectFramesOf(long, recording);
  const audio = await audioOf(recording);
  expect(audio.length / 96_000).toBeGreaterThan(long.durationS - 0.1);
  for (let second = 0; second < 5; second++) {
    const piece = audio.subarray(second * 96_000, (second + 1) * 96_000);
    expect(toneShare(piece, MONO, DUBBED_HZ)).toBeGreaterThan(0.95);
    expect(toneShare(piece, MONO, SOURCE_HZ)).toBeLessThan(0.01);
  }
});

test('airs the original audio when the STS service never answers', async () => {
  await using pipeline = await startTestPipeline({ WORKER_SEGMENT_S: '2', WORKER_STS_TIMEOUT_MS: '1000' });
  await publish(long, pipeline.inputUrl('b'), never);
  await vi.waitFor(async () => expect((await pipeline.status('b'))?.state).toBe('ended'), 15_000);

  expect((await pipeline.status('b'))?.ledger).toMatchObject({
    sent: 3,
    processed: 0,
    fallback: 3,
    inflight: 0,
  });
  expect(await metricsOf(pipeline.service.url)).toMatchObject({
    'worker_fallback_total reason=timeout': 3,
    'worker_errors_total error_type=dubbing_failed': 3,
  });
  const [recording = ''] = await pipeline.mediamtx.recordings('live/b/out');
  await expectFramesOf(long, recording);
  const audio = await audioOf(recording);
  expect(toneShare(audio.subarray(96_000, 5 * 96_000), MONO, SOURCE_HZ)).toBeGreaterThan(0.95);
});

test('airs the original audio without an STS service, and /ready reports the reason', async () => {
  await using pipeline = await startTestPipeline({ WORKER_SEGMENT_S: '1', STS_URL: 'http://127.0.0.9:9' });
  const published = publish(short, pipeline.inputUrl('h'), never);
  const missing = 'stream h: no session with the STS service at http://127.0.0.9:9';
  await vi.waitFor(async () => {
    const ready = await fetch(`${pipeline.service.url}/ready`);
    expect(await ready.text()).toContain(missing);
    expect(ready.status).toBe(503);
  }, 10_000);
  await published;
  await vi.waitFor(async () => expect((await pipeline.status('h'))?.state).toBe('ended'), 10_000);
  expect(await metricsOf(pipeline.service.url)).toMatchObject({
    worker_fragments_sent_total: 3,
    'worker_audio_fragments_total status=fallback': 3,
    'worker_fallback_total reason=disconnected': 3,
    worker_sts_connected: 0,
  });
  const [recording = ''] = await pipeline.mediamtx.recordings('live/h/out');
  await expectFramesOf(short, recording);
});

test('segments fall back early when the media buffer is full', async () => {
  await using pipeline = await startTestPipeline({
    WORKER_SEGMENT_S: '1',
    WORKER_STS_TIMEOUT_MS: '5000',
    WORKER_MAX_HELD_MIB: '0.1',
  });
  await publish(long, pipeline.inputUrl('g'), never);
  await vi.waitFor(async () => expect((await pipeline.status('g'))?.state).toBe('ended'), 20_000);

  const { ledger } = (await pipeline.status('g')) ?? {};
  expect(ledger).toMatchObject({ processed: 0, inflight: 0 });
  expect(ledger?.fallback).toBe(ledger?.sent);
  expect(ledger?.recent[0]).toMatchObject({ outcome: 'fallback', reason: 'backpressure' });
  const [recording = ''] = await pipeline.mediamtx.recordings('live/g/out');
  await expectFramesOf(long, recording);
});

test('leaves no process behind when it is stopped during a stream', async () => {
  const publishing = new AbortController();
  await using pipeline = await startTestPipeline({ WORKER_SEGMENT_S: '1' });
  vi.stubEnv('TMPDIR', pipeline.folder);
  const answered = Promise.withResolvers<void>();
  // The second and later fragments are in flight when the service is stopped.
  pipeline.sts.onFragment = async (socket, fragment) => {
    if (fragment.sequence_number > 0) return answered.resolve();
    socket.emit('fragment:processed', await toneFor(fragment));
  };

  const published = publish(long, pipeline.inputUrl('c'), publishing.signal).catch(() => undefined);
  await answered.promise;
  await vi.waitFor(
    async () => expect((await pipeline.status('c'))?.output.airedS).toBeGreaterThan(0.5),
    10_000,
  );
  expect((await readdir(pipeline.folder)).some((name) => name.startsWith('dubstep-fragments-'))).toBe(true);
  const children = await ffmpegChildren();
  for (const task of ['-f mp4 -i pipe:0 -map 0:a:0', '|[f=framecrc:']) {
    expect(children.filter((line) => line.includes(task))).toHaveLength(1);
  }
  const [socket] = pipeline.sts.sockets;

  await pipeline.service.stop();
  publishing.abort();
  await published;
  expect(await ffmpegChildren()).toEqual([]);
  expect((await readdir(pipeline.folder)).filter((name) => name.startsWith('dubstep-fragments-'))).toEqual(
    [],
  );
  await pipeline.sts.until(() => socket?.connected === false);
  await expect(fetch(`${pipeline.service.url}/health`)).rejects.toThrow();
});

test('a stop while the rest of a stream is aired discards the rest', async () => {
  await using pipeline = await startTestPipeline({ WORKER_SEGMENT_S: '2', WORKER_PUBLISHER_GRACE_S: '0' });
  pipeline.sts.onFragment = async (socket, fragment) => {
    socket.emit('fragment:processed', await toneFor(fragment));
  };
  await publish(short, pipeline.inputUrl('e'), never);
  // Its session with the STS service has ended: only the output continues.
  await vi.waitFor(() => expect(pipeline.sts.of('stream:end')).toHaveLength(1), 10_000);
  expect((await pipeline.status('e'))?.state).toBe('draining');
  expect((await fetch(`${pipeline.service.url}/ready`)).status).toBe(200);

  const recording = await vi.waitFor(async () => {
    const [file] = await pipeline.mediamtx.recordings('live/e/out');
    if (file === undefined) throw new Error('nothing has been aired');
    return file;
  }, 10_000);
  await pipeline.service.stop();
  expect(await ffmpegChildren()).toEqual([]);
  expect((await frameChecksums(recording)).length).toBeLessThan(short.durationS * FRAME_RATE - 2);
});

test('republishes a lost output, and /ready reports it meanwhile', async () => {
  await using pipeline = await startTestPipeline({ WORKER_SEGMENT_S: '1' });
  pipeline.sts.onFragment = async (socket, fragment) => {
    socket.emit('fragment:processed', await toneFor(fragment));
  };
  const published = publish(long, pipeline.inputUrl('f'), never);
  await vi.waitFor(
    async () => expect((await pipeline.status('f'))?.output.airedS).toBeGreaterThan(0.5),
    10_000,
  );
  await pipeline.mediamtx.kickNewest();
  const off = await vi.waitFor(async () => {
    const ready = await fetch(`${pipeline.service.url}/ready`);
    expect(ready.status).toBe(503);
    return await ready.text();
  }, 10_000);
  expect(off).toContain('stream f: output is offline (lost the output rtmp:');
  expect((await pipeline.status('f'))?.lastError).toMatchObject({
    code: 'OUTPUT_LOST',
    message: expect.stringContaining('ffmpeg (output)'),
  });
  expect(await metricsOf(pipeline.service.url)).toMatchObject({
    'worker_pipeline_state pipeline=output': 3,
    'worker_errors_total error_type=output_lost': 1,
  });
  await vi.waitFor(async () => expect((await fetch(`${pipeline.service.url}/ready`)).status).toBe(200), 5000);

  await published;
  await vi.waitFor(async () => expect((await pipeline.status('f'))?.state).toBe('ended'), 15_000);
  const status = await pipeline.status('f');
  expect(status?.output).toMatchObject({ publications: 2, onAir: false });
  expect(status?.ledger).toMatchObject({ sent: 5, processed: 5, inflight: 0 });
  expect(await ffmpegChildren()).toEqual([]);
});

test('without a grace period, a publisher that returns while its previous stream is aired is dubbed after it', async () => {
  await using pipeline = await startTestPipeline({ WORKER_SEGMENT_S: '2', WORKER_PUBLISHER_GRACE_S: '0' });
  const { mediamtx, sts } = pipeline;
  const held: (() => void)[] = [];
  // The end of the first stream waits until the second one has started.
  sts.onFragment = async (socket, fragment) => {
    const result = await toneFor(fragment);
    const answer = (): void => void socket.emit('fragment:processed', result);
    if (sts.sockets.length === 1 && fragment.sequence_number === 1) held.push(answer);
    else answer();
  };

  await publish(short, pipeline.inputUrl('d'), never);
  const published = publish(short, pipeline.inputUrl('d'), never);
  await vi.waitFor(async () => expect((await pipeline.status('d'))?.state).toBe('starting'), 10_000);
  expect((await fetch(`${pipeline.service.url}/ready`)).status).toBe(503);
  for (const answer of held) answer();
  await published;
  await vi.waitFor(async () => expect((await pipeline.status('d'))?.state).toBe('ended'), 15_000);

  expect(held).toHaveLength(1);
  expect((await pipeline.status('d'))?.ledger).toMatchObject({ sent: 2, processed: 2 });
  expect(await metricsOf(pipeline.service.url)).toMatchObject({
    'worker_audio_fragments_total status=processed': 4,
  });
  const recordings = await mediamtx.recordings('live/d/out');
  expect(recordings).toHaveLength(2);
  for (const recording of recordings) await expectFramesOf(short, recording);
});

/** The largest distance between consecutive audio or video packets, in seconds. */
async function largestGapS(file: string, kind: 'v' | 'a'): Promise<number> {
  const fields = ['-select_streams', kind, '-show_entries', 'packet=pts_time', '-of', 'csv=p=0'];
  const { stdout } = await execa('ffprobe', ['-v', 'error', ...fields, file]);
  const times = stdout
    .split('\n')
    .map(Number.parseFloat)
    .toSorted((a, b) => a - b);
  return Math.max(...times.slice(1).map((timeS, n) => timeS - (times[n] ?? 0)));
}

test('a publisher that drops and returns continues on the same output without a gap', async () => {
  await using pipeline = await startTestPipeline({ WORKER_SEGMENT_S: '2' });
  const { mediamtx, sts } = pipeline;
  sts.onFragment = async (socket, fragment) => {
    socket.emit('fragment:processed', await toneFor(fragment));
  };
  await publish(short, pipeline.inputUrl('g'), never);
  await vi.waitFor(async () => expect((await pipeline.status('g'))?.state).toBe('draining'), 5000);
  await new Promise((resolve) => setTimeout(resolve, 1000));
  await publish(short, pipeline.inputUrl('g'), never);
  await vi.waitFor(async () => expect((await pipeline.status('g'))?.state).toBe('ended'), 20_000);

  const status = await pipeline.status('g');
  expect(status).toMatchObject({
    publishers: 2,
    ledger: { sent: 4, processed: 4, inflight: 0 },
    output: { publications: 1 },
    avSyncDeltaMs: expect.closeTo(0, 0),
  });
  expect(status?.lastError).toBeUndefined();
  expect(status?.ledger.recent.map(({ sequence }) => sequence)).toEqual([0, 1, 2, 3]);
  const startsS = status?.ledger.recent.map(({ startS }) => startS) ?? [];
  expect(startsS.slice(0, 2)).toEqual([0, 2]);
  expect(startsS[2]).toBeCloseTo(short.durationS, 0);
  expect(startsS[3]).toBeCloseTo((startsS[2] ?? 0) + 2, 6);
  // One session for both.
  expect(sts.fragments.map((fragment) => fragment.sequence_number)).toEqual([0, 1, 2, 3]);

  const recordings = await mediamtx.recordings('live/g/out');
  expect(recordings).toHaveLength(1);
  const [recording = ''] = recordings;
  const clip = await frameChecksums(short.file);
  const frames = await frameChecksums(recording);
  const second = frames.indexOf(clip[0] ?? '', 1);
  // The input's recorder drops the last frame of each publisher, the output's recorder one more.
  expect(second).toBeGreaterThanOrEqual(clip.length - 2);
  expect(frames.slice(0, second)).toEqual(clip.slice(0, second));
  expect(frames.slice(second)).toEqual(clip.slice(0, frames.length - second));
  expect(frames.length - second).toBeGreaterThanOrEqual(clip.length - 3);
  expect(await largestGapS(recording, 'v')).toBeLessThan(0.1);
  expect(await largestGapS(recording, 'a')).toBeLessThan(0.1);
});

test('a publisher that returns with another frame size is republished, after the rest of the first', async () => {
  await using pipeline = await startTestPipeline({ WORKER_SEGMENT_S: '2' });
  const { mediamtx, sts, folder } = pipeline;
  sts.onFragment = async (socket, fragment) => {
    socket.emit('fragment:processed', await toneFor(fragment));
  };
  const other = await makeClip(folder, 3.5, { size: '128x96', channels: 2 });
  for (const clip of [short, other]) await publish(clip, pipeline.inputUrl('h'), never);
  await vi.waitFor(async () => expect((await pipeline.status('h'))?.state).toBe('ended'), 20_000);
  expect(await pipeline.status('h')).toMatchObject({
    ledger: { sent: 4, processed: 4 },
    output: { publications: 2 },
  });
  const recordings = (await mediamtx.recordings('live/h/out')).toSorted();
  expect(recordings).toHaveLength(2);
  await expectFramesOf(short, recordings[0] ?? '');
  await expectFramesOf(other, recordings[1] ?? '');
});

test('after MediaMTX is killed and restarted, the stream continues with its publisher and airs the media in transit', async () => {
  await using pipeline = await startTestPipeline({ WORKER_SEGMENT_S: '1' });
  const { mediamtx, sts, service } = pipeline;
  sts.onFragment = async (socket, fragment) => {
    socket.emit('fragment:processed', await toneFor(fragment));
  };
  const clip = await makeClip(pipeline.folder, 20);
  const lost = publish(clip, pipeline.inputUrl('i'), never).catch(() => undefined);
  // MediaMTX makes an output available and records it after 2 s of media.
  await vi.waitFor(
    async () => expect((await pipeline.status('i'))?.output.airedS).toBeGreaterThan(3),
    20_000,
  );
  await mediamtx.killAndRestart(500);
  await lost;
  await publish(short, pipeline.inputUrl('i'), never);
  await vi.waitFor(async () => expect((await pipeline.status('i'))?.state).toBe('ended'), 30_000);

  const status = await pipeline.status('i');
  expect(status).toMatchObject({
    publishers: 2,
    output: { publications: 2 },
    lastError: { code: 'OUTPUT_LOST' },
  });
  const { sent, processed, inflight } = status?.ledger ?? {};
  expect([processed, inflight]).toEqual([sent, 0]);
  expect((await fetch(`${service.url}/ready`)).status).toBe(200);
  const recordings = (await mediamtx.recordings('live/i/out')).toSorted();
  expect(recordings).toHaveLength(2);
  const [first, second] = [await frameChecksums(clip.file), await frameChecksums(short.file)];
  const [before, after] = [
    await frameChecksums(recordings[0] ?? ''),
    await frameChecksums(recordings[1] ?? ''),
  ];
  expect(before).toEqual(first.slice(0, before.length));
  // It starts with the media in transit when MediaMTX was killed, and continues with the new publisher.
  const start = first.indexOf(after[0] ?? '');
  expect(start).toBeLessThanOrEqual(before.length);
  const end = after.indexOf(second[0] ?? '', 1);
  expect(after.slice(0, end)).toEqual(first.slice(start, start + end));
  expect(after.slice(end)).toEqual(second.slice(0, after.length - end));
  expect(after.length - end).toBeGreaterThanOrEqual(second.length - 3);
  expect(await largestGapS(recordings[1] ?? '', 'v')).toBeLessThan(0.1);
  expect(await largestGapS(recordings[1] ?? '', 'a')).toBeLessThan(0.1);
});
