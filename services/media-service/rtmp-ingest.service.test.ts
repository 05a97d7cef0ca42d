import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type BeepingPipeline, startBeepingPipeline } from './testing/beeping-pipeline.ts';
import { frameOffsetsAtBeeps } from './testing/beeping-source.ts';
import { publish } from './testing/clip.ts';
import { publishFlv } from './testing/rtmp-publisher.ts';

const FRAMES_PER_S = 30;
const DURATION_S = 9;
const HOUR_MS = 3_600_000;
const never = new AbortController().signal;

let pipeline: BeepingPipeline;

beforeAll(async () => {
  const environment = { WORKER_INGEST: 'rtmp', WORKER_SEGMENT_S: '1', WORKER_PUBLISHER_GRACE_S: '4' };
  pipeline = await startBeepingPipeline(DURATION_S, environment);
});
afterAll(() => pipeline[Symbol.asyncDispose]());

/** The status of a stream that has ended, and its aired media, with audio and video in sync. */
async function aired(id: string) {
  const { status, frames, shown, beeps } = await pipeline.aired(id, 25_000);
  const off = frameOffsetsAtBeeps(frames, shown, beeps);
  expect(off.length).toBeGreaterThanOrEqual(3);
  for (const frames of off) expect(Math.abs(frames)).toBeLessThanOrEqual(1);
  const metrics = await (await fetch(`${pipeline.service.url}/metrics`)).text();
  const series = metrics.split('\n').filter((line) => line.includes(`stream_id="${id}"`));
  return { status, frames, series };
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, n) => from + n);
}

/** Expects the first frame to be the one after `headS`. */
function expectLost(frames: readonly number[], headS: number | undefined): void {
  expect(Math.abs((frames[0] ?? Number.NaN) - (headS ?? Number.NaN) * FRAMES_PER_S)).toBeLessThan(2);
}

test('dubs a stream from the first received frame on, and reports the loss before it', async () => {
  await publish({ file: pipeline.clip }, pipeline.inputUrl('whole'), never);
  const { status, frames, series } = await aired('whole');
  expect(status).toMatchObject({ state: 'ended', ingest: 'rtmp', publishers: 1, sourceLost: { insideS: 0 } });
  expect(status.lastError).toBeUndefined();
  const { headS } = status.sourceLost ?? {};
  expect(headS).toBeGreaterThan(2);
  expectLost(frames, headS);
  expect(series).toContain(`worker_source_lost_seconds_total{stream_id="whole",where="head"} ${headS}`);
  const [first = Number.NaN] = frames;
  expect(frames.length).toBeGreaterThan(DURATION_S * FRAMES_PER_S - first - 4);
  expect(frames).toEqual(numbers(first, first + frames.length));
  expect(status.ledger.processed).toBe(status.ledger.sent);
  // There is no stored state that a restart could resume.
  expect(await readdir(join(pipeline.folder, '.worker-state')).catch(() => [])).not.toContain('whole.json');
});

test('a publisher that returns continues on the same output; its head is lost too', async () => {
  await publish({ file: pipeline.clip }, pipeline.inputUrl('twice'), never);
  await publish({ file: pipeline.clip }, pipeline.inputUrl('twice'), never);
  const { status, frames } = await aired('twice');
  expect(status).toMatchObject({
    state: 'ended',
    publishers: 2,
    output: { publications: 1 },
    sourceLost: { insideS: 0 },
  });
  expect(status.lastError).toBeUndefined();
  const second = frames.findIndex((frame, n) => n > 0 && frame < (frames[n - 1] ?? 0));
  const [a = Number.NaN, b = Number.NaN] = [frames[0], frames[second]];
  expect(frames).toEqual([...numbers(a, a + second), ...numbers(b, b + frames.length - second)]);
  expect(Math.abs(a + b - (status.sourceLost?.headS ?? Number.NaN) * FRAMES_PER_S)).toBeLessThan(3);
});

test('reopens a connection that MediaMTX closes, and reports the gap', async () => {
  const published = publish({ file: pipeline.clip }, pipeline.inputUrl('kicked'), never);
  await vi.waitFor(
    async () => expect((await pipeline.status('kicked'))?.ledger.sent).toBeGreaterThan(0),
    10_000,
  );
  await pipeline.mediamtx.kickReaders('live/kicked/in');
  await published;
  const { status, frames, series } = await aired('kicked');
  expect(status).toMatchObject({ state: 'ended', publishers: 1, output: { publications: 1 } });
  // Not its last error: with a slow not-ready hook, the closed connection is reported after the gap.
  expect(series).toContain('worker_errors_total{stream_id="kicked",error_type="rtmp_pull_failed"} 1');
  expect(series).toContain('worker_errors_total{stream_id="kicked",error_type="source_gap"} 1');
  expectLost(frames, status.sourceLost?.headS);
  const steps = frames.slice(1).map((frame, n) => frame - (frames[n] ?? 0));
  expect(Math.min(...steps)).toBe(1);
  expect(steps.filter((step) => step > 1)).toHaveLength(1);
  // The connection is down for a second, and reading continues at the next key frame.
  const missingS = Math.max(...steps) / FRAMES_PER_S;
  expect(status.sourceLost?.insideS).toBeGreaterThan(missingS - 1.5);
  expect(status.sourceLost?.insideS).toBeLessThan(missingS + 0.5);
});

test.each([
  ['forward', 0, HOUR_MS],
  ['backward', 2 * HOUR_MS, -HOUR_MS],
])('reopens the connection when timestamps jump %s', async (id, startMs, jumpMs) => {
  await publishFlv(
    pipeline.flv,
    pipeline.inputUrl(id),
    (timeMs) => startMs + timeMs + (timeMs < 5500 ? 0 : jumpMs),
  );
  const { status, frames, series } = await aired(id);
  expect(status).toMatchObject({ state: 'ended', publishers: 1, output: { publications: 1 } });
  expect(series).toContain(`worker_errors_total{stream_id="${id}",error_type="source_gap"} 1`);
  expect(status.sourceLost?.insideS).toBeGreaterThan(0.5);
  expect(status.sourceLost?.insideS).toBeLessThan(3);
  if (startMs === 0) expectLost(frames, status.sourceLost?.headS);
  // Timestamps that do not start at 0 do not reveal the loss at the head.
  else expect(status.sourceLost?.headS).toBeUndefined();
  expect(frames).toEqual([...new Set(frames)].toSorted((a, b) => a - b));
});
