import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createTempFolder } from '../../lib/testing/temp-folder.ts';
import type { WorkerStatus } from '../contracts/worker-status.ts';
import { beepsOf, makeSource, type Source, shownAt } from './testing/beeping-source.ts';
import { frameChecksums, publish } from './testing/clip.ts';
import { startTestPipeline, type TestPipeline } from './testing/test-pipeline.ts';
import { resultOf } from './testing/test-sts.ts';

const DURATION_S = 5.5;

let stack: AsyncDisposableStack;
let folder: string;
let pipeline: TestPipeline;

beforeAll(async () => {
  stack = new AsyncDisposableStack();
  folder = stack.use(await createTempFolder()).path;
  pipeline = stack.use(await startTestPipeline({ WORKER_SEGMENT_S: '2', WORKER_PUBLISHER_GRACE_S: '0' }));
  // Echo: the dubbed audio is the original audio.
  pipeline.sts.onFragment = (socket, fragment) => {
    socket.emit('fragment:processed', resultOf(fragment, fragment.audio));
  };
});
afterAll(() => stack.disposeAsync());

const send = (file: string, id: string, ...output: string[]): Promise<void> =>
  publish({ file }, pipeline.inputUrl(id), new AbortController().signal, ...output);

async function over(id: string): Promise<WorkerStatus | undefined> {
  await vi.waitFor(async () => expect(['ended', 'failed']).toContain((await pipeline.status(id))?.state), {
    timeout: 25_000,
    interval: 100,
  });
  return await pipeline.status(id);
}

async function outputOf(id: string): Promise<string> {
  const [recording = ''] = await pipeline.mediamtx.recordings(`live/${id}/out`);
  return recording;
}

const STEREO = ['-ac', '2', '-ar', '48000'];

test.each<[string, Omit<Source, 'durationS'>, readonly string[]]>([
  ['mono', { audio: ['-ac', '1', '-ar', '44100'] }, []],
  ['surround', { audio: ['-ac', '6', '-ar', '48000'] }, []],
  ['96kHz', { audio: ['-ac', '2', '-ar', '96000'] }, []],
  ['b-frames', { audio: STEREO, video: ['-preset', 'fast', '-bf', '3', '-g', '30'] }, []],
  ['one-keyframe', { audio: STEREO, video: ['-bf', '0', '-g', '300'] }, []],
  ['variable-rate', { audio: STEREO, filter: "select='not(mod(n,7))+not(mod(n,3))'" }, []],
  ['late-clock', { audio: STEREO }, ['-output_ts_offset', '50000']],
])('%s: shows every frame, and keeps the times of audio and video', async (id, source, output) => {
  const file = await makeSource(folder, id, { ...source, durationS: DURATION_S });
  await send(file, id, ...output);
  const status = await over(id);
  expect(status?.lastError).toBeUndefined();
  expect(status).toMatchObject({
    state: 'ended',
    source: { audio: { codec: 'aac' } },
    ledger: { sent: 3, processed: 3 },
  });
  const out = await outputOf(id);
  const [before, after] = [await frameChecksums(file), await frameChecksums(out)];
  const places = after.map((frame) => before.indexOf(frame));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  // Both recorders drop the frame that arrives last, which with B-frames is not the one that is shown last.
  const missing = before.map((_, n) => n).filter((n) => !places.includes(n));
  expect(missing.length).toBeLessThanOrEqual(2);
  expect(missing.every((n) => n >= before.length - 6)).toBe(true);

  const [sent, shown] = [await shownAt(file), await shownAt(out)];
  const sinceS = (n: number): number => (sent[places[n] ?? 0] ?? Number.NaN) - (sent[0] ?? 0);
  for (const [n, timeS] of shown.entries()) expect(timeS - (shown[0] ?? 0)).toBeCloseTo(sinceS(n), 2);
  const [sentBeeps, airedBeeps] = [await beepsOf(file), await beepsOf(out)];
  expect(airedBeeps.length).toBeGreaterThanOrEqual(5);
  const delays = airedBeeps.map(
    (timeS, n) => timeS - (shown[0] ?? 0) - ((sentBeeps[n] ?? Number.NaN) - (sent[0] ?? 0)),
  );
  // Less than half a frame.
  for (const delayS of delays) expect(Math.abs(delayS)).toBeLessThan(0.01);
  expect(status?.avSyncDeltaMs).toBeCloseTo(0, 0);
});

test('airs a source without audio with silence and dubs nothing', async () => {
  const file = await makeSource(folder, 'silent', { durationS: DURATION_S });
  const before = pipeline.sts.fragments.length;
  await send(file, 'silent');
  const status = await over('silent');
  expect(status).toMatchObject({
    state: 'ended',
    source: { video: { codec: 'h264', width: 160, height: 90 }, audio: null },
    ledger: { sent: 0, processed: 0, fallback: 0, dropped: 0 },
  });
  expect(status?.lastError).toBeUndefined();
  expect(pipeline.sts.fragments).toHaveLength(before);
  const out = await outputOf('silent');
  const [sent, aired] = [await frameChecksums(file), await frameChecksums(out)];
  expect(aired).toEqual(sent.slice(0, aired.length));
  expect(aired.length).toBeGreaterThanOrEqual(sent.length - 2);
  expect(await beepsOf(out)).toEqual([]);
});

test('rejects H.265 at once, in status and metrics', async () => {
  const file = join(folder, 'h265.mp4');
  const video = ['-f', 'lavfi', '-i', `testsrc2=size=160x90:rate=30:duration=${DURATION_S}`];
  const audio = ['-f', 'lavfi', '-i', `sine=duration=${DURATION_S}`];
  const coded = ['-c:v', 'libx265', '-x265-params', 'log-level=none', '-preset', 'ultrafast', '-c:a', 'aac'];
  await execa('ffmpeg', ['-v', 'error', ...video, ...audio, ...coded, '-pix_fmt', 'yuv420p', '-y', file]);
  const url = pipeline.rtspUrl('h265');
  await execa('ffmpeg', [
    '-v',
    'error',
    '-re',
    '-i',
    file,
    '-c',
    'copy',
    '-f',
    'rtsp',
    '-rtsp_transport',
    'tcp',
    url,
  ]);
  expect(await over('h265')).toMatchObject({
    state: 'failed',
    lastError: {
      code: 'SOURCE_REFUSED',
      message: expect.stringContaining('only H.264 video (found: video hevc'),
    },
  });
  const metrics = await (await fetch(`${pipeline.service.url}/metrics`)).text();
  expect(metrics).toContain('worker_errors_total{stream_id="h265",error_type="source_refused"} 1');
});
