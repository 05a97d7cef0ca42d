import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Aired, type BeepingPipeline, startBeepingPipeline } from './testing/beeping-pipeline.ts';
import { frameOffsetsAtBeeps } from './testing/beeping-source.ts';
import { publishFlv } from './testing/rtmp-publisher.ts';

const FRAME_S = 1 / 30;
const DURATION_S = 10;
/** Outside any beep, like the time 2 s later at which MediaMTX resumes recording. */
const JUMP_AT_MS = 4500;
const HOUR_MS = 3_600_000;
/** MediaMTX records nothing for 2 s, then from the next key frame on; there is one per second. */
const LONGEST_GAP_S = 3.5;

let pipeline: BeepingPipeline;

beforeAll(async () => {
  const environment = { WORKER_SEGMENT_S: '2', WORKER_PUBLISHER_GRACE_S: '0' };
  pipeline = await startBeepingPipeline(DURATION_S, environment);
});
afterAll(() => pipeline[Symbol.asyncDispose]());

/** Publishes the clip with timestamps that start at `startMs` and jump, and returns the status and the aired media. */
async function aired(id: string, startMs: number, jumpMs: number): Promise<Aired> {
  await publishFlv(pipeline.flv, pipeline.inputUrl(id), (timeMs) =>
    timeMs < JUMP_AT_MS ? startMs + timeMs : startMs + timeMs + jumpMs,
  );
  return await pipeline.aired(id, 20_000);
}

function expectInSync({ frames, shown, beeps }: Aired): void {
  const off = frameOffsetsAtBeeps(frames, shown, beeps);
  expect(off.length).toBeGreaterThanOrEqual(6);
  for (const offset of off) expect(Math.abs(offset)).toBeLessThanOrEqual(1);
}

test.concurrent.each([
  ['forward by an hour', 'forward', 0, HOUR_MS],
  ['backward by an hour', 'backward', 2 * HOUR_MS, -HOUR_MS],
  ['backward by three seconds', 'little', 100_000, -3000],
  ['past the end of 32 bits', 'wrapped', 2 ** 32 - JUMP_AT_MS, 0],
])(
  'timestamps that jump %s: the stream continues after the gap and reports it',
  async (_, id, startMs, jumpMs) => {
    const made = await aired(id, startMs, jumpMs);
    const { status, frames, shown } = made;
    expect(status).toMatchObject({ state: 'ended', publishers: 1, output: { publications: 1 } });
    expect(status?.lastError).toMatchObject({
      code: 'SOURCE_GAP',
      message: expect.stringMatching(/^about \d\.\d s of the source are missing: .*when timestamps jump/),
    });
    expect(status?.sourceLost?.insideS).toBeGreaterThan(1.5);
    expect(status?.sourceLost?.insideS).toBeLessThan(LONGEST_GAP_S);
    expect(status?.ledger.processed).toBe(status?.ledger.sent);

    expect(frames).toEqual([...new Set(frames)].toSorted((a, b) => a - b));
    expect(frames.length).toBeGreaterThan((DURATION_S - LONGEST_GAP_S) * 30 - 2);
    const gaps = shown.slice(1).map((timeS, n) => timeS - (shown[n] ?? Number.NaN));
    expect(Math.max(...gaps)).toBeLessThan(LONGEST_GAP_S);
    expect(Math.min(...gaps)).toBeGreaterThan(0);
    expectInSync(made);
    const metrics = await (await fetch(`${pipeline.service.url}/metrics`)).text();
    expect(metrics).toContain(`worker_errors_total{stream_id="${id}",error_type="source_gap"} 1`);
    expect(metrics).toContain(
      `worker_source_lost_seconds_total{stream_id="${id}",where="inside"} ${status?.sourceLost?.insideS}`,
    );
  },
);

test.concurrent('timestamps that jump forward by 1.5 s: the last frame is shown for as long', async () => {
  const made = await aired('short', 0, 1500);
  const { status, frames, shown } = made;
  expect(status).toMatchObject({ state: 'ended', sourceLost: { insideS: 0 } });
  expect(status?.lastError).toBeUndefined();
  expect(frames).toEqual(frames.map((_, n) => n));
  const gaps = shown.slice(1).map((timeS, n) => timeS - (shown[n] ?? Number.NaN));
  expect(Math.max(...gaps)).toBeCloseTo(1.5 + FRAME_S, 1);
  expectInSync(made);
});
