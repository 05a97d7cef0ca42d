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

/** What the worker says of a stream that is over, and what it aired: sound and picture together. */
async function aired(id: string) {
  const { status, pictures, shown, beeps } = await pipeline.aired(id, 25_000);
  const off = frameOffsetsAtBeeps(pictures, shown, beeps);
  expect(off.length).toBeGreaterThanOrEqual(3);
  for (const frames of off) expect(Math.abs(frames)).toBeLessThanOrEqual(1);
  const metrics = await (await fetch(`${pipeline.service.url}/metrics`)).text();
  const series = metrics.split('\n').filter((line) => line.includes(`stream_id="${id}"`));
  return { status, pictures, series };
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, n) => from + n);
}

/** The first picture is the one that comes after so much. */
function expectLost(pictures: readonly number[], headS: number | undefined): void {
  expect(Math.abs((pictures[0] ?? Number.NaN) - (headS ?? Number.NaN) * FRAMES_PER_S)).toBeLessThan(2);
}

test.concurrent('a stream is dubbed from the first picture on that can be read, and what came before is told', async () => {
  await publish({ file: pipeline.clip }, pipeline.inputUrl('whole'), never);
  const { status, pictures, series } = await aired('whole');
  expect(status).toMatchObject({ state: 'ended', ingest: 'rtmp', publishers: 1, sourceLost: { insideS: 0 } });
  expect(status.lastError).toBeUndefined();
  const { headS } = status.sourceLost ?? {};
  expect(headS).toBeGreaterThan(2);
  expectLost(pictures, headS);
  expect(series).toContain(`worker_source_lost_seconds_total{stream_id="whole",where="head"} ${headS}`);
  const [first = Number.NaN] = pictures;
  expect(pictures.length).toBeGreaterThan(DURATION_S * FRAMES_PER_S - first - 4);
  expect(pictures).toEqual(numbers(first, first + pictures.length));
  expect(status.ledger.processed).toBe(status.ledger.sent);
  // Nothing is kept that a restart could go on with.
  expect(await readdir(join(pipeline.folder, '.worker-state')).catch(() => [])).not.toContain('whole.json');
});

test.concurrent('a publisher that comes back goes on on the same output; its head is lost, too', async () => {
  await publish({ file: pipeline.clip }, pipeline.inputUrl('twice'), never);
  await publish({ file: pipeline.clip }, pipeline.inputUrl('twice'), never);
  const { status, pictures } = await aired('twice');
  expect(status).toMatchObject({
    state: 'ended',
    publishers: 2,
    output: { publications: 1 },
    sourceLost: { insideS: 0 },
  });
  expect(status.lastError).toBeUndefined();
  const second = pictures.findIndex((picture, n) => n > 0 && picture < (pictures[n - 1] ?? 0));
  const [a = Number.NaN, b = Number.NaN] = [pictures[0], pictures[second]];
  expect(pictures).toEqual([...numbers(a, a + second), ...numbers(b, b + pictures.length - second)]);
  expect(Math.abs(a + b - (status.sourceLost?.headS ?? Number.NaN) * FRAMES_PER_S)).toBeLessThan(3);
});

test.concurrent('a connection that MediaMTX closes is opened again, and what is missing is told', async () => {
  const published = publish({ file: pipeline.clip }, pipeline.inputUrl('kicked'), never);
  await vi.waitFor(
    async () => expect((await pipeline.status('kicked'))?.ledger.sent).toBeGreaterThan(0),
    10_000,
  );
  await pipeline.mediamtx.kickReaders('live/kicked/in');
  await published;
  const { status, pictures, series } = await aired('kicked');
  expect(status).toMatchObject({ state: 'ended', publishers: 1, output: { publications: 1 } });
  expect(status.lastError?.code).toBe('SOURCE_GAP');
  expect(series).toContain('worker_errors_total{stream_id="kicked",error_type="rtmp_pull_failed"} 1');
  expect(series).toContain('worker_errors_total{stream_id="kicked",error_type="source_gap"} 1');
  expectLost(pictures, status.sourceLost?.headS);
  const steps = pictures.slice(1).map((picture, n) => picture - (pictures[n] ?? 0));
  expect(Math.min(...steps)).toBe(1);
  expect(steps.filter((step) => step > 1)).toHaveLength(1);
  // The connection is away for a second, and then there has to be a keyframe.
  const missingS = Math.max(...steps) / FRAMES_PER_S;
  expect(status.sourceLost?.insideS).toBeGreaterThan(missingS - 1.5);
  expect(status.sourceLost?.insideS).toBeLessThan(missingS + 0.5);
});

test.concurrent.each([
  ['forward', 0, HOUR_MS],
  ['backward', 2 * HOUR_MS, -HOUR_MS],
])('a clock that jumps %s is read anew', async (id, beginMs, jumpMs) => {
  await publishFlv(
    pipeline.flv,
    pipeline.inputUrl(id),
    (timeMs) => beginMs + timeMs + (timeMs < 5500 ? 0 : jumpMs),
  );
  const { status, pictures, series } = await aired(id);
  expect(status).toMatchObject({ state: 'ended', publishers: 1, output: { publications: 1 } });
  // Not its last error: where the hook that tells of the publisher's end is slow, the broken connection is told after it.
  expect(series).toContain(`worker_errors_total{stream_id="${id}",error_type="source_gap"} 1`);
  expect(status.sourceLost?.insideS).toBeGreaterThan(0.5);
  expect(status.sourceLost?.insideS).toBeLessThan(3);
  if (beginMs === 0) expectLost(pictures, status.sourceLost?.headS);
  // A clock that begins anywhere does not tell what came before.
  else expect(status.sourceLost?.headS).toBeUndefined();
  expect(pictures).toEqual([...new Set(pictures)].toSorted((a, b) => a - b));
});
