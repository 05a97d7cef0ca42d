import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { WorkerStatus } from '../contracts/worker-status.ts';
import { beepsOf, frameOffsetsAtBeeps, makeSource, type Source, shownAt } from './testing/beeping-source.ts';
import { frameChecksums, publish } from './testing/clip.ts';
import { publishFlv } from './testing/rtmp-publisher.ts';
import { startEchoPipeline, type TestPipeline } from './testing/test-pipeline.ts';

const DURATION_S = 4.5;
const never = new AbortController().signal;

let stack: AsyncDisposableStack;
let pipeline: TestPipeline;

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  pipeline = stack.use(await startEchoPipeline({ WORKER_SEGMENT_S: '2', WORKER_PUBLISHER_GRACE_S: '5' }));
});
afterAll(() => stack.disposeAsync());

async function over(id: string): Promise<WorkerStatus> {
  return await vi.waitFor(
    async () => {
      const status = await pipeline.status(id);
      expect(['ended', 'failed']).toContain(status?.state);
      return status as WorkerStatus;
    },
    { timeout: 40_000, interval: 100 },
  );
}

async function metric(name: string, id: string, ...labels: readonly string[]): Promise<number> {
  const text = await (await fetch(`${pipeline.service.url}/metrics`)).text();
  const line = text
    .split('\n')
    .find(
      (one) => one.startsWith(`${name}{stream_id="${id}"`) && labels.every((label) => one.includes(label)),
    );
  return Number(line?.split(' ').at(-1) ?? Number.NaN);
}

/** Publishes over RTSP, which carries more codecs than RTMP. */
async function publishRtsp(file: string, id: string, ...output: readonly string[]): Promise<void> {
  const args = [
    '-v',
    'error',
    '-re',
    '-i',
    file,
    '-c',
    'copy',
    ...output,
    '-f',
    'rtsp',
    '-rtsp_transport',
    'tcp',
  ];
  await execa('ffmpeg', [...args, pipeline.rtspUrl(id)], { stdin: 'ignore' });
}

const MONO = ['-ac', '1', '-ar', '44100'];
const STEREO = ['-ac', '2', '-ar', '48000'];

interface Publisher extends Omit<Source, 'durationS'> {
  readonly protocol?: 'rtmp' | 'rtsp';
  /** Output options of the publisher. */
  readonly output?: readonly string[];
}

const OPUS: Publisher = { audio: STEREO, protocol: 'rtsp', output: ['-c:a', 'libopus'] };
const G711: Publisher = { audio: MONO, protocol: 'rtsp', output: ['-c:a', 'pcm_alaw', '-ar', '8000'] };

/** What two publishers of one stream send, one after the other, and how often the output is published. */
const CHANGES: [string, Publisher, Publisher, number][] = [
  ['audio-appears', {}, { audio: MONO }, 1],
  ['audio-disappears', { audio: MONO }, {}, 1],
  ['channels-and-rate', { audio: MONO }, { audio: STEREO }, 1],
  ['protocol', { audio: MONO }, { audio: MONO, protocol: 'rtsp' }, 1],
  ['audio-codec', { audio: STEREO }, OPUS, 1],
  ['audio-codec-over-rtsp', OPUS, G711, 1],
  ['key-frame-interval', { audio: MONO }, { audio: MONO, video: ['-bf', '0', '-g', '60'] }, 1],
  ['frame-size', { audio: MONO }, { audio: MONO, filter: 'scale=128:72' }, 2],
  ['profile', { audio: MONO }, { audio: MONO, video: ['-bf', '2', '-g', '30', '-preset', 'fast'] }, 2],
  ['size-and-audio', {}, { audio: STEREO, filter: 'scale=128:72' }, 2],
];

test.each(CHANGES)('%s: the output follows the second publisher', async (id, first, second, publications) => {
  const publishers = [first, second];
  const files = await Promise.all(
    publishers.map((source, n) =>
      makeSource(pipeline.folder, `${id}-${n}`, { ...source, durationS: DURATION_S }),
    ),
  );
  for (const [n, { protocol, output = [] }] of publishers.entries()) {
    const file = files[n] ?? '';
    if (protocol === 'rtsp') await publishRtsp(file, id, ...output);
    else await publish({ file }, pipeline.inputUrl(id), never, ...output);
  }
  const status = await over(id);
  expect(status).toMatchObject({ state: 'ended', publishers: 2 });
  expect(status.lastError).toBeUndefined();
  expect(status.output.publications).toBe(publications);
  expect(status.source?.audio === null).toBe(second.audio === undefined);

  const outputs = (await pipeline.mediamtx.recordings(`live/${id}/out`)).toSorted();
  expect(outputs).toHaveLength(publications);
  const aired = (await Promise.all(outputs.map(frameChecksums))).flat();
  const sent = await Promise.all(files.map(frameChecksums));
  // The recorder of the input drops the last frame of each publisher, that of the output one of each connection.
  const frameCount = (sent[0]?.length ?? 0) + (sent[1]?.length ?? 0);
  // Over RTSP MediaMTX may drop the first key frame of a recording, which the status then shows.
  const { headS = 0, insideS = 0 } = status.sourceLost ?? {};
  if (publishers.every(({ protocol }) => protocol !== 'rtsp')) expect([headS, insideS]).toEqual([0, 0]);
  const lost = Math.ceil((headS + insideS) * 30);
  // The end of an RTSP session may cost one more frame.
  const cut = publishers.filter(({ protocol }) => protocol === 'rtsp').length;
  expect(aired.length).toBeGreaterThanOrEqual(frameCount - 2 - publications - lost - cut);
  expect(aired.length).toBeLessThanOrEqual(frameCount);
  expect(aired.every((frame) => sent.flat().includes(frame))).toBe(true);

  // MediaMTX places the tracks of an RTSP publisher by the arrival of their first packets.
  const isComparable = publishers.every(({ protocol }) => protocol !== 'rtsp');
  if (publications > 1 || !isComparable || sent[0]?.some((frame, n) => sent[1]?.[n] !== frame)) return;
  const [out = ''] = outputs;
  const frames = aired.map((frame) => (sent[0] ?? []).indexOf(frame));
  const offsets = frameOffsetsAtBeeps(frames, await shownAt(out), await beepsOf(out));
  expect(offsets.length).toBeGreaterThanOrEqual(first.audio && second.audio ? 6 : 3);
  for (const offset of offsets) expect(Math.abs(offset)).toBeLessThanOrEqual(1);
});

test.each(['flv', 'rtsp'])('follows another frame size within a connection (%s)', async (muxer) => {
  const id = `size-within-${muxer}`;
  const files = await Promise.all(
    ['null', 'scale=128:72'].map((filter, n) =>
      makeSource(pipeline.folder, `${id}-${n}`, { durationS: 3, audio: MONO, filter }),
    ),
  );
  const list = join(pipeline.folder, `${id}.txt`);
  await writeFile(list, files.map((file) => `file '${file}'\n`).join(''));
  const url = muxer === 'flv' ? pipeline.inputUrl(id) : pipeline.rtspUrl(id);
  const input = ['-re', '-f', 'concat', '-safe', '0', '-i', list, '-c', 'copy'];
  await execa('ffmpeg', ['-v', 'error', ...input, '-f', muxer, url], { stdin: 'ignore' });
  const status = await over(id);
  expect(status).toMatchObject({ state: 'ended', publishers: 1, output: { publications: 1 } });
  const [out = '', ...more] = await pipeline.mediamtx.recordings(`live/${id}/out`);
  expect(more).toEqual([]);
  const fields = ['-select_streams', 'v', '-show_entries', 'frame=width', '-of', 'csv=p=0'];
  const { stdout } = await execa('ffprobe', ['-v', 'error', ...fields, out]);
  const widths = stdout.split('\n').map((line) => Number.parseInt(line, 10));
  expect(widths.filter((width) => width === 160).length).toBeGreaterThanOrEqual(90 - 30);
  expect(widths.filter((width) => width === 128).length).toBeGreaterThanOrEqual(90 - 12);
});

test('a second publisher with H.265 is refused with the reason, and a third one continues', async () => {
  const id = 'refused-between';
  const file = await makeSource(pipeline.folder, id, { durationS: DURATION_S, audio: MONO });
  const h265 = join(pipeline.folder, `${id}-h265.mp4`);
  const coded = ['-c:v', 'libx265', '-x265-params', 'log-level=none', '-preset', 'ultrafast', '-c:a', 'copy'];
  await execa('ffmpeg', ['-v', 'error', '-i', file, ...coded, h265]);
  await publish({ file }, pipeline.inputUrl(id), never);
  const published = publishRtsp(h265, id);
  await vi.waitFor(async () => expect((await pipeline.status(id))?.lastError?.code).toBe('SOURCE_REFUSED'), {
    timeout: 20_000,
  });
  const ready = await (await fetch(`${pipeline.service.url}/ready`)).text();
  expect(ready).toContain(`stream ${id}: source is refused`);
  await published;
  await publish({ file }, pipeline.inputUrl(id), never);
  const status = await over(id);
  expect(status).toMatchObject({
    state: 'ended',
    publishers: 3,
    lastError: {
      code: 'SOURCE_REFUSED',
      message: expect.stringContaining('only H.264 video (found: video hevc'),
    },
    source: { video: { codec: 'h264' } },
    output: { publications: 1 },
  });
  expect(await metric('worker_errors_total', id, 'source_refused')).toBe(1);
  const [out = ''] = await pipeline.mediamtx.recordings(`live/${id}/out`);
  expect((await frameChecksums(out)).length).toBeGreaterThanOrEqual(2 * DURATION_S * 30 - 4);
});

const VIDEO_PAUSES: [string, string, number][] = [
  ['video-stops', 'gte(n\\,90)', 3],
  ['video-returns', 'between(n\\,90\\,299)', 3],
];

test.each(VIDEO_PAUSES)('%s: audio continues while the last frame stays', async (id, dropped, fromS) => {
  const file = await makeSource(pipeline.folder, `${id}-whole`, { durationS: 14, audio: MONO });
  const paused = join(pipeline.folder, `${id}.flv`);
  const drop = ['-bsf:v', `noise=drop='${dropped}'`];
  await execa('ffmpeg', [
    '-v',
    'error',
    '-i',
    file,
    '-c',
    'copy',
    ...drop,
    '-max_interleave_delta',
    '1000',
    paused,
  ]);
  await publish({ file: paused }, pipeline.inputUrl(id), never, '-max_interleave_delta', '1000');
  const status = await over(id);
  expect(status).toMatchObject({
    state: 'ended',
    lastError: { code: 'VIDEO_ABSENT' },
    output: { publications: 1 },
    ledger: { processed: status.ledger.sent },
  });
  expect(status.output.airedS).toBeGreaterThan(13.5);
  expect(await metric('worker_errors_total', id, 'video_absent')).toBe(1);
  expect(await metric('worker_errors_total', id, 'output_stuck')).toBeNaN();
  const [out = '', ...more] = await pipeline.mediamtx.recordings(`live/${id}/out`);
  expect(more).toEqual([]);
  expect(await beepsOf(out)).toHaveLength(14);
  const [sent, aired] = [await frameChecksums(file), await frameChecksums(out)];
  const frames = aired.map((frame) => sent.indexOf(frame));
  expect(frames.slice(0, fromS * 30 - 2)).toEqual(Array.from({ length: fromS * 30 - 2 }, (_, n) => n));
  if (id === 'video-stops') {
    expect(aired.length).toBeLessThanOrEqual(fromS * 30);
    return;
  }
  const offsets = frameOffsetsAtBeeps(frames, await shownAt(out), await beepsOf(out));
  expect(offsets.length).toBeGreaterThanOrEqual(6);
  for (const offset of offsets) expect(Math.abs(offset)).toBeLessThanOrEqual(1);
  expect(frames.at(-1)).toBeGreaterThan(14 * 30 - 4);
});

test('segments continue over recordings that MediaMTX starts anew every few seconds', async () => {
  const id = 'restarted-recordings';
  const file = await makeSource(pipeline.folder, id, { durationS: 22, audio: MONO });
  const flv = join(pipeline.folder, `${id}.flv`);
  await execa('ffmpeg', ['-v', 'error', '-i', file, '-c', 'copy', flv]);
  // The timestamps jump by 8 s every 5 s.
  await publishFlv(flv, pipeline.inputUrl(id), (timeMs) => timeMs + Math.floor(timeMs / 5000) * 8000);
  const status = await over(id);
  expect((await pipeline.mediamtx.recordings(`live/${id}/in`)).length).toBeGreaterThanOrEqual(4);
  expect(status).toMatchObject({ state: 'ended', publishers: 1, output: { publications: 1 } });
  expect(status.lastError?.code).toBe('SOURCE_GAP');
  // At each of four jumps, MediaMTX records nothing for 2 s; the last 2 s of the publisher are lost.
  const lostS = status.sourceLost?.insideS ?? 0;
  expect(lostS).toBeGreaterThan(7);
  expect(lostS).toBeLessThan(14);
  expect(status.output.airedS + lostS).toBeGreaterThan(20);
  expect(status.output.airedS + lostS).toBeLessThan(24);
  const { recent, sent, processed } = status.ledger;
  expect(processed).toBe(sent);
  const durations = recent.map(({ durationS }) => durationS);
  expect(durations.slice(0, -1)).toEqual(durations.slice(1).map(() => 2));
  expect(recent.map(({ startS }) => startS)).toEqual(recent.map((_, n) => 2 * n));
  expect(sent).toBeGreaterThanOrEqual(Math.floor(status.output.airedS / 2));
});

test('reports the first seconds of video that MediaMTX does not record', async () => {
  const id = 'head-lost';
  const clip = await makeSource(pipeline.folder, id, {
    durationS: 7,
    audio: MONO,
    video: ['-bf', '0', '-g', '90'],
  });
  const inputs = ['-re', '-i', clip, '-itsoffset', '0.026', '-i', clip, '-map', '0:v', '-map', '1:a'];
  await execa('ffmpeg', ['-v', 'error', ...inputs, '-c', 'copy', '-f', 'flv', pipeline.inputUrl(id)]);
  const status = await over(id);
  expect(status.state).toBe('ended');
  expect(status.sourceLost?.headS).toBeCloseTo(3, 1);
  expect(status.sourceLost?.insideS).toBe(0);
  expect(await metric('worker_source_lost_seconds_total', id, 'where="head"')).toBe(status.sourceLost?.headS);
  const [out = ''] = await pipeline.mediamtx.recordings(`live/${id}/out`);
  const [sent, aired] = [await frameChecksums(clip), await frameChecksums(out)];
  expect(sent.indexOf(aired[0] ?? '')).toBe(90);
  expect(aired.length).toBeGreaterThanOrEqual(7 * 30 - 90 - 2);
});

test('reports audio that MediaMTX does not record', async () => {
  const id = 'g722';
  const file = await makeSource(pipeline.folder, id, { durationS: DURATION_S, audio: MONO });
  await publishRtsp(file, id, '-c:a', 'g722', '-ar', '16000', '-ac', '1');
  const sentence = 'audio G722 is published and not recorded by MediaMTX; the output has silence instead';
  expect(await over(id)).toMatchObject({
    state: 'ended',
    source: { video: { codec: 'h264' }, audio: null, unused: [sentence] },
    lastError: { code: 'TRACK_UNUSED', message: sentence },
  });
  expect(await metric('worker_errors_total', id, 'track_unused')).toBe(1);
});
