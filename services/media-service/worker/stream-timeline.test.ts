import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLogger } from '../../runtime/logger.ts';
import { cutSegments, type Segment } from '../dubbing/segmenter.ts';
import { AudioTimeline } from '../ingest/audio-timeline.ts';
import { testMetrics } from '../testing/test-metrics.ts';
import { StreamTimeline } from './stream-timeline.ts';

const RATE_HZ = 48_000;
const FORMAT = { sampleRateHz: RATE_HZ, channels: 1 };
const PIECE = 1024;

function newTimeline() {
  const counted = testMetrics();
  const timeline = new StreamTimeline({ metrics: counted.metrics, log: createLogger('test', 'silent') });
  return { timeline, value: counted.value };
}

test('the time of a stream is dubbed, original, filled or pending, to the sample', async () => {
  const jump = fc.oneof({ weight: 8, arbitrary: fc.constant(0) }, fc.integer({ min: -20_000, max: 60_000 }));
  const streams = fc.record({
    jumps: fc.array(jump, { minLength: 1, maxLength: 200 }),
    fates: fc.array(fc.constantFrom('dubbed', 'original', 'pending'), { minLength: 1, maxLength: 5 }),
  });
  await fc.assert(
    fc.asyncProperty(streams, async ({ jumps, fates }) => {
      const { timeline } = newTimeline();
      async function* audio(): AsyncGenerator<Buffer> {
        const placed = new AudioTimeline({
          format: FORMAT,
          firstSample: 0,
          onEvent: (event) => timeline.audio(event),
        });
        let time = 0;
        for (const jumped of jumps) {
          time += jumped;
          yield* placed.push({ start: time, pcm: Buffer.alloc(PIECE * 2, 1) });
          time += PIECE;
        }
        yield* placed.end();
      }
      let samples = 0;
      const cut: Segment[] = [];
      for await (const segment of cutSegments(audio(), FORMAT, 0.5)) {
        timeline.cut(segment);
        cut.push(segment);
        samples += segment.pcm.length / 2;
      }
      const fateOf = (n: number): string => fates[n % fates.length] ?? 'pending';
      // Results arrive in any order.
      for (const [n, segment] of [...cut.entries()].toReversed()) {
        const fate = fateOf(n);
        if (fate !== 'pending') timeline.settled(segment, fate as 'dubbed' | 'original');
      }
      const { durationS, audio: of } = timeline.snapshot();
      const inSamples = (durationS: number): number => Math.round(durationS * RATE_HZ);
      expect(inSamples(durationS)).toBe(samples);
      expect(
        inSamples(of.receivedS) - inSamples(of.trimmedS) + inSamples(of.stretchedS) + inSamples(of.filledS),
      ).toBe(samples);
      const parts = [of.dubbedS, of.originalS, of.pendingS];
      expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
      // Silence counts as filled, whatever becomes of its segment.
      const filled = inSamples(of.filledS);
      expect(parts.reduce((sum, part) => sum + inSamples(part), filled)).toBe(samples);
      if (!cut.some((_, n) => fateOf(n) === 'pending')) expect(of.pendingS).toBe(0);
    }),
    { numRuns: Number(process.env.TIMELINE_RUNS ?? 150) },
  );
});

test('counts frames, and the time of pauses between them', async () => {
  const { timeline, value } = newTimeline();
  // B-frames arrive out of order.
  for (const frame of [0, 2, 1, 3, 4]) timeline.frame(frame / 30);
  timeline.frame(4 / 30 + 2.5);
  timeline.frame(5 / 30 + 2.5);
  const { video } = timeline.snapshot();
  expect(video).toMatchObject({ frames: 7, pausedS: 2.5 });
  expect(video.receivedS).toBeCloseTo(5 / 30, 9);
  expect(await value('worker_video_paused_seconds_total')).toBe(2.5);
});

test('reports tracks that pause and return', async () => {
  const { timeline, value } = newTimeline();
  timeline.pause('audio', true);
  expect(timeline.snapshot()).toMatchObject({
    audio: { paused: true, pauses: 1 },
    video: { paused: false, pauses: 0 },
  });
  expect(await value('worker_track_paused', { track: 'audio' })).toBe(1);
  timeline.pause('audio', false);
  expect(timeline.snapshot()).toMatchObject({ audio: { paused: false, pauses: 1 } });
  expect(await value('worker_track_paused', { track: 'audio' })).toBe(0);
  timeline.pause('video', true);
  timeline.sourceEnded();
  expect(timeline.snapshot()).toMatchObject({ video: { paused: false, pauses: 1 } });
  expect(await value('worker_track_paused', { track: 'video' })).toBe(0);
});

test('counts silence, omitted and stretched audio by their reasons', async () => {
  const { timeline, value } = newTimeline();
  timeline.audio({ kind: 'filled', at: 0, samples: 4800, reason: 'gap' });
  timeline.audio({ kind: 'trimmed', at: 4800, samples: 2400, reason: 'late' });
  timeline.audio({ kind: 'stretched', at: 4800, samples: -480, isStart: true });
  timeline.audio({ kind: 'rate', at: 4800, ratio: 2 });
  expect(await value('worker_audio_filled_seconds_total', { reason: 'gap' })).toBe(0.1);
  expect(await value('worker_audio_trimmed_seconds_total', { reason: 'late' })).toBe(0.05);
  expect(await value('worker_audio_stretched_seconds_total')).toBe(0.01);
  expect(timeline.snapshot().audio).toMatchObject({ stretchedS: -0.01, sampleRateRatio: 0.5 });
});
