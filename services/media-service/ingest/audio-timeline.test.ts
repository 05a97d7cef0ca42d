import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AudioTimeline, type TimelineEvent } from './audio-timeline.ts';

const RATE_HZ = 48_000;
const FORMAT = { sampleRateHz: RATE_HZ, channels: 1 };
const MS = RATE_HZ / 1000;
const AMPLITUDE = 8000;
const SINE_HZ = 440;
/** The largest step between two samples of the sine. */
const SINE_STEP = AMPLITUDE * 2 * Math.PI * (SINE_HZ / RATE_HZ);
/** 11 periods of the sine. */
const SINE_PERIOD = 1200;
/** The sine, longer than the longest piece. */
const SINE = Int16Array.from({ length: 4 * SINE_PERIOD }, (_, n) =>
  Math.round(AMPLITUDE * Math.sin((2 * Math.PI * SINE_HZ * n) / RATE_HZ)),
);
/** `TIMELINE_RUNS=1000` runs more. */
const RUNS = Number(process.env.TIMELINE_RUNS ?? 100);

/** A part of a source, with regular timestamps. */
interface Part {
  /** Samples per piece: 120 for 2.5 ms of Opus, 1115 for AAC at 44.1 kHz, … */
  readonly pieceSamples: number;
  readonly durationS: number;
  /** Jump of the timestamps before it, in samples. */
  readonly jump: number;
  /** Duration of a piece by the source's clock, relative to its samples. */
  readonly drift: number;
}

interface Source {
  readonly parts: readonly Part[];
  /** Added to the timestamps, repeatedly. */
  readonly jitter: readonly number[];
}

interface Piece {
  readonly start: number;
  readonly pcm: Buffer;
  /** Start and end by the source's clock, without jitter. */
  readonly trueStart: number;
  readonly trueEnd: number;
  readonly part: number;
}

/** A sine whose phase continues over all pieces. */
function piecesOf({ parts, jitter }: Source): Piece[] {
  const pieces: Piece[] = [];
  let time = RATE_HZ;
  let phase = 0;
  for (const [part, { pieceSamples, durationS, jump, drift }] of parts.entries()) {
    time += jump;
    for (let left = durationS * RATE_HZ; left > 0; left -= pieceSamples) {
      const samples = SINE.slice(phase, phase + pieceSamples);
      phase = (phase + pieceSamples) % SINE_PERIOD;
      const start = Math.round(time + (jitter[pieces.length % jitter.length] ?? 0));
      const trueEnd = time + pieceSamples * drift;
      pieces.push({ start, pcm: Buffer.from(samples.buffer), trueStart: time, trueEnd, part });
      time = trueEnd;
    }
  }
  return pieces;
}

/** Pushes the pieces to a timeline that starts at 1 s, and records the result. */
class Recording {
  readonly events: TimelineEvent[] = [];
  readonly output: Buffer[] = [];
  readonly timeline = new AudioTimeline({
    format: FORMAT,
    firstSample: RATE_HZ,
    onEvent: (event) => this.events.push(event),
  });

  static of(pieces: readonly Piece[]): Recording {
    const recording = new Recording();
    for (const piece of pieces) recording.output.push(...recording.timeline.push(piece));
    return recording.end();
  }

  end(): this {
    this.output.push(...this.timeline.end());
    return this;
  }

  get pcm(): Buffer {
    return Buffer.concat(this.output);
  }

  of<K extends TimelineEvent['kind']>(kind: K): Extract<TimelineEvent, { readonly kind: K }>[] {
    return this.events.filter(
      (event): event is Extract<TimelineEvent, { readonly kind: K }> => event.kind === kind,
    );
  }

  sum(kind: 'received' | 'skipped' | 'filled' | 'trimmed' | 'stretched'): number {
    return this.of(kind).reduce((sum, { samples }) => sum + samples, 0);
  }

  /** Every received sample is in the output or trimmed, and every other sample of the output filled or stretched. */
  expectComplete(pieces: readonly Piece[]): void {
    const all = pieces.reduce((sum, { pcm }) => sum + pcm.length / 2, 0);
    expect(this.sum('received') + this.sum('skipped')).toBe(all);
    const samples = this.pcm.length / 2;
    expect(samples).toBe(
      this.sum('received') - this.sum('trimmed') + this.sum('stretched') + this.sum('filled'),
    );
    expect(this.timeline.position).toBe(RATE_HZ + samples);
  }
}

function largestStep(pcm: Buffer): number {
  const samples = new Int16Array(pcm.buffer, pcm.byteOffset, pcm.length / 2);
  let step = 0;
  for (let n = 1; n < samples.length; n++) {
    step = Math.max(step, Math.abs((samples[n] ?? 0) - (samples[n - 1] ?? 0)));
  }
  return step;
}

const jitters = fc.array(fc.double({ min: -MS, max: MS, noNaN: true }), { minLength: 1, maxLength: 50 });
const pieceSizes = fc.constantFrom(120, 441, 960, 1024, 1115, 2048);
const TIMEOUT_MS = 60_000 + 100 * RUNS;
const drifts = fc.oneof(fc.constant(1), fc.double({ min: 0.99, max: 1.01, noNaN: true }));
const jumps = fc.oneof(
  fc.integer({ min: -9 * MS, max: 9 * MS }),
  fc.integer({ min: -600 * MS, max: 3000 * MS }),
);
const sources: fc.Arbitrary<Source> = fc.record({
  parts: fc.array(
    fc.record({
      pieceSamples: pieceSizes,
      durationS: fc.double({ min: 0.5, max: 2, noNaN: true }),
      jump: jumps,
      drift: drifts,
    }),
    { minLength: 1, maxLength: 4 },
  ),
  jitter: jitters,
});

describe('any source', () => {
  test('each sample is accounted for, in time, and without clicks', { timeout: TIMEOUT_MS }, () => {
    fc.assert(
      fc.property(sources, (source) => {
        const pieces = piecesOf(source);
        const recording = Recording.of(pieces);
        recording.expectComplete(pieces);
        expectInTime(recording, pieces);
        expectFilledInGaps(recording, pieces, source);
        // Where two mirrored signals overlap, the signal may be twice as steep.
        expect(largestStep(recording.pcm)).toBeLessThan(2.2 * SINE_STEP);
      }),
      { numRuns: RUNS },
    );
  });
});

/** Expects each piece to be placed within 10 ms of its time: the limit for a jump, plus rounding by the publisher. */
function expectInTime(recording: Recording, pieces: readonly Piece[]): void {
  const received = recording.of('received');
  const first = pieces.length - received.length;
  let largestErrorMs = 0;
  for (const [n, piece] of pieces.slice(first).entries()) {
    const end = received[n + 1]?.at ?? recording.timeline.position;
    // A piece that was trimmed completely has no place.
    if (end === received[n]?.at) continue;
    largestErrorMs = Math.max(largestErrorMs, Math.abs(end - piece.trueEnd) / MS);
  }
  expect(largestErrorMs).toBeLessThan(12);
}

/** Expects silence where the source has none only. */
function expectFilledInGaps(recording: Recording, pieces: readonly Piece[], { parts }: Source): void {
  const gaps = parts.map((_, part) => {
    const index = pieces.findIndex((piece) => piece.part === part);
    const start = pieces[index]?.trueStart ?? Number.NaN;
    return { from: pieces[index - 1]?.trueEnd ?? RATE_HZ, to: Math.max(start, RATE_HZ) };
  });
  const elsewhere = recording
    .of('filled')
    .filter(
      ({ at, samples }) => !gaps.some(({ from, to }) => at > from - 12 * MS && at + samples < to + 12 * MS),
    );
  expect(elsewhere).toEqual([]);
}

test('regular audio is output unchanged, whatever the rounding of its timestamps', () => {
  const regular = fc.record({ jitter: jitters, pieceSamples: pieceSizes });
  fc.assert(
    fc.property(regular, ({ jitter, pieceSamples }) => {
      const pieces = piecesOf({ parts: [{ pieceSamples, durationS: 5, jump: 2 * MS, drift: 1 }], jitter });
      const { pcm } = Recording.of(pieces);
      const source = Buffer.concat(pieces.map((piece) => piece.pcm));
      expect(pcm.subarray(-source.length).equals(source)).toBe(true);
    }),
    { numRuns: 20 },
  );
});

test('a source that pauses and returns, even late, is accounted for', { timeout: TIMEOUT_MS }, () => {
  const paused = fc.record({
    source: sources,
    /** The time up to which silence is filled before each piece; mostly none. */
    fills: fc.array(
      fc.oneof(
        { weight: 9, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.integer({ min: 0, max: 10 * RATE_HZ }) },
      ),
      {
        minLength: 1,
        maxLength: 300,
      },
    ),
  });
  fc.assert(
    fc.property(paused, ({ source, fills }) => {
      const pieces = piecesOf(source);
      const recording = new Recording();
      let isFilled = true;
      for (const [n, piece] of pieces.entries()) {
        const upTo = RATE_HZ + (fills[n % fills.length] ?? 0);
        recording.output.push(...recording.timeline.fillTo(upTo));
        isFilled &&= recording.timeline.position >= upTo;
        recording.output.push(...recording.timeline.push(piece));
      }
      expect(isFilled).toBe(true);
      recording.end().expectComplete(pieces);
      expect(largestStep(recording.pcm)).toBeLessThan(2.2 * SINE_STEP);
    }),
    { numRuns: RUNS },
  );
});
