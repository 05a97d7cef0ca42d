import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { pcmDurationS } from '../ffmpeg/pcm-format.ts';
import { AudioPacer } from './audio-pacer.ts';

const MONO = { sampleRateHz: 1000, channels: 1 };
const BYTES_PER_MS = 2;
/** The delay before the first sample. */
const CUSHION_MS = 250;
/** The audio that is released before the start. */
const LEAD_IN_MS = 100;

beforeEach(() => vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] }));
afterEach(() => vi.useRealTimers());

function startPacer(format = MONO) {
  const ending = new AbortController();
  const written: Buffer[] = [];
  const stallsMs: number[] = [];
  const pacer = new AudioPacer({
    format,
    startS: 0,
    write: (pcm) => written.push(pcm),
    onStall: (durationMs) => stallsMs.push(durationMs),
    signal: ending.signal,
  });
  pacer.start();
  return {
    pacer,
    ending,
    stallsMs,
    writtenMs: () => Buffer.concat(written).length / BYTES_PER_MS,
    written: () => Buffer.concat(written),
  };
}

function pcm(durationMs: number): Buffer {
  return Buffer.from(Uint8Array.from({ length: durationMs * BYTES_PER_MS }, (_, n) => n % 251));
}

test('releases audio in real time after the initial delay', () => {
  const { pacer, writtenMs, written } = startPacer();
  expect(pacer.isEmpty).toBe(true);
  pacer.push(pcm(600));
  pacer.push(pcm(400));
  vi.advanceTimersByTime(CUSHION_MS);
  expect(writtenMs()).toBe(0);
  vi.advanceTimersByTime(500);
  expect(writtenMs()).toBeGreaterThan(480);
  expect(writtenMs()).toBeLessThanOrEqual(500);
  expect(pacer.airedS).toBe(writtenMs() / 1000);
  expect(pacer.isEmpty).toBe(false);
  vi.advanceTimersByTime(600);
  expect(written()).toEqual(Buffer.concat([pcm(600), pcm(400)]));
  expect(pacer.isEmpty).toBe(true);
});

test('audio that arrives just in time causes no stall', () => {
  const { pacer, stallsMs } = startPacer();
  pacer.push(pcm(1000));
  vi.advanceTimersByTime(CUSHION_MS + 990);
  pacer.push(pcm(1000));
  vi.advanceTimersByTime(2000);
  expect(stallsMs).toEqual([]);
});

test('audio that arrives before the preroll is over causes no stall', () => {
  const { pacer, stallsMs, writtenMs } = startPacer();
  pacer.push(pcm(LEAD_IN_MS));
  pacer.seek(0);
  expect(writtenMs()).toBe(LEAD_IN_MS);
  pacer.start();
  vi.advanceTimersByTime(CUSHION_MS + LEAD_IN_MS / 2);
  pacer.push(pcm(1000));
  vi.advanceTimersByTime(450);
  expect(stallsMs).toEqual([]);
  // Never ahead of real time.
  expect(writtenMs()).toBeGreaterThan(480);
  expect(writtenMs()).toBeLessThanOrEqual(500);
});

test('reports a stall to the millisecond and keeps the delay', () => {
  const { pacer, stallsMs, writtenMs } = startPacer();
  pacer.push(pcm(1000));
  vi.advanceTimersByTime(CUSHION_MS + 1000 + 733);
  pacer.push(pcm(1000));
  expect(stallsMs).toEqual([733]);
  vi.advanceTimersByTime(500);
  // Continues in real time, without catching up the 733 ms.
  expect(writtenMs()).toBeGreaterThan(1480);
  expect(writtenMs()).toBeLessThanOrEqual(1500);
});

test('waiting after the last audio is not a stall', async () => {
  const { pacer, stallsMs } = startPacer();
  pacer.push(pcm(100));
  vi.advanceTimersByTime(5000);
  await pacer.queued(0);
  expect(stallsMs).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});

test('queued resolves when at most that much audio is waiting', async () => {
  const { pacer } = startPacer();
  const passed: string[] = [];
  pacer.push(pcm(3000));
  const resolved = Promise.all([
    pacer.queued(4).then(() => passed.push('4 s')),
    pacer.queued(2).then(() => passed.push('2 s')),
    pacer.queued(0).then(() => passed.push('0 s')),
  ]);
  const settled = async (): Promise<string[]> => {
    await new Promise((resolve) => setImmediate(resolve));
    return [...passed];
  };
  expect(await settled()).toEqual(['4 s']);
  vi.advanceTimersByTime(CUSHION_MS + 980);
  expect(await settled()).toEqual(['4 s']);
  vi.advanceTimersByTime(40);
  expect(await settled()).toEqual(['4 s', '2 s']);
  vi.advanceTimersByTime(2000);
  await resolved;
  expect(passed).toEqual(['4 s', '2 s', '0 s']);
});

test('stops at once and rejects all waits when the signal is aborted', async () => {
  const { pacer, ending, writtenMs } = startPacer();
  pacer.push(pcm(1000));
  vi.advanceTimersByTime(CUSHION_MS + 100);
  const waiting = pacer.queued(0);
  ending.abort(new Error('aborted'));
  await expect(waiting).rejects.toThrow('aborted');
  for (const atMostS of [0, 1]) await expect(pacer.queued(atMostS)).rejects.toThrow('aborted');
  const before = writtenMs();
  pacer.push(pcm(1000));
  vi.advanceTimersByTime(1000);
  expect(writtenMs()).toBe(before);
  expect(vi.getTimerCount()).toBe(0);
});

test('releases only the preroll before start, and nothing after stop', () => {
  const { pacer, stallsMs, written, writtenMs } = startPacer();
  pacer.stop();
  pacer.push(pcm(2000));
  vi.advanceTimersByTime(5000);
  expect(writtenMs()).toBe(0);
  pacer.seek(0);
  vi.advanceTimersByTime(5000);
  expect(writtenMs()).toBe(LEAD_IN_MS);
  pacer.start();
  vi.advanceTimersByTime(500);
  expect(writtenMs()).toBeGreaterThan(480);
  expect(writtenMs()).toBeLessThanOrEqual(500);
  pacer.stop();
  const before = writtenMs();
  vi.advanceTimersByTime(5000);
  expect(writtenMs()).toBe(before);
  expect(stallsMs).toEqual([]);
  expect(written()).toEqual(pcm(2000).subarray(0, written().length));
});

test('seek goes back to stored audio and continues from there in real time', () => {
  const { pacer, written, writtenMs } = startPacer();
  pacer.push(pcm(1000));
  vi.advanceTimersByTime(CUSHION_MS + 900);
  pacer.discardBefore(0.4);
  const before = writtenMs();
  pacer.seek(0.4);
  expect(pacer.airedS).toBe(0.5);
  vi.advanceTimersByTime(2000);
  pacer.start();
  vi.advanceTimersByTime(300);
  expect(writtenMs() - before).toBeGreaterThan(280);
  expect(writtenMs() - before).toBeLessThanOrEqual(300);
  vi.advanceTimersByTime(1000);
  expect(written().subarray(before * BYTES_PER_MS)).toEqual(pcm(1000).subarray(400 * BYTES_PER_MS));
});

test('audio that arrives after seek is part of the preroll; the pacer waits for later audio', async () => {
  const { pacer, written, writtenMs } = startPacer();
  pacer.seek(0.5);
  pacer.push(pcm(520));
  expect(writtenMs()).toBe(20);
  await pacer.queued(0);
  pacer.push(pcm(1000));
  expect(writtenMs()).toBe(LEAD_IN_MS);
  expect(written().subarray(0, 40)).toEqual(pcm(520).subarray(1000));
});

test('audio is never ahead of real time and never out of order, for any sequence', () => {
  const step = fc.record({
    waitMs: fc.integer({ min: 0, max: 700 }),
    audioMs: fc.integer({ min: 0, max: 700 }),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => {
      // A rate at which a millisecond is not a whole number of samples.
      const format = { sampleRateHz: 44_100, channels: 1 };
      const { pacer, written, stallsMs } = startPacer(format);
      const writtenMs = (): number => pcmDurationS(format, written().length) * 1000;
      const pushed: Buffer[] = [];
      let firstMs: number | undefined;
      const check = (): void => {
        const sinceMs = performance.now() - (firstMs ?? performance.now()) - CUSHION_MS;
        const stalledMs = stallsMs.reduce((sum, stall) => sum + stall, 0);
        expect(writtenMs()).toBeLessThanOrEqual(Math.max(0, sinceMs - stalledMs) + 1e-6);
        expect(written()).toEqual(Buffer.concat(pushed).subarray(0, written().length));
      };
      for (const { waitMs, audioMs } of steps) {
        if (audioMs > 0) firstMs ??= performance.now();
        pushed.push(pcm(audioMs));
        pacer.push(pcm(audioMs));
        check();
        vi.advanceTimersByTime(waitMs);
        check();
      }
      // Everything has been released, in its own duration plus the stalls.
      vi.advanceTimersByTime(30_000);
      expect(written()).toEqual(Buffer.concat(pushed));
      expect(vi.getTimerCount()).toBe(0);
    }),
    { numRuns: 50 },
  );
});
