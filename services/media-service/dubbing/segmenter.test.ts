import fc from 'fast-check';
import { expect, test } from 'vitest';
import { frameBytes, type PcmFormat, pcmBytes } from '../ffmpeg/pcm-format.ts';
import { cutSegments, type EarlyEncoding, type Segment } from './segmenter.ts';

const MONO = { sampleRateHz: 1000, channels: 1 };
const BYTES_PER_S = 2000;

/** Bytes that show their position. */
function countingBytes(length: number): Buffer {
  return Buffer.from(Uint8Array.from({ length }, (_, n) => (n * 31) % 251));
}

async function* inChunks(whole: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  let offset = 0;
  for (let n = 0; offset < whole.length; n++) {
    const size = sizes[n % sizes.length] ?? 1;
    yield whole.subarray(offset, offset + size);
    offset += size;
  }
}

async function segmentsOf(
  whole: Buffer,
  segmentS: number,
  sizes: readonly number[] = [whole.length],
  format: PcmFormat = MONO,
): Promise<Segment[]> {
  return await all(cutSegments(inChunks(whole, sizes), format, segmentS));
}

async function all(cut: AsyncIterable<Segment>): Promise<Segment[]> {
  const segments: Segment[] = [];
  for await (const segment of cut) segments.push(segment);
  return segments;
}

test('each segment starts at the sample where the previous one ends', async () => {
  const segments = await segmentsOf(countingBytes(13.5 * BYTES_PER_S), 6);
  expect(
    segments.map(({ index, startS, durationS, dubbable }) => [index, startS, durationS, dubbable]),
  ).toEqual([
    [0, 0, 6, true],
    [1, 6, 6, true],
    [2, 12, 1.5, true],
  ]);
});

test.each([
  [0.999, false],
  [1, true],
  [5.999, true],
])('a final segment of %f s is dubbed: %s', async (durationS, dubbable) => {
  const segments = await segmentsOf(countingBytes(pcmBytes(MONO, 6 + durationS)), 6);
  expect(segments.at(-1)).toMatchObject({ index: 1, durationS, dubbable });
});

test('dubs complete segments that are shorter than a second', async () => {
  const segments = await segmentsOf(countingBytes(1.2 * BYTES_PER_S), 0.5);
  expect(segments.map(({ durationS, dubbable }) => [durationS, dubbable])).toEqual([
    [0.5, true],
    [0.5, true],
    [expect.closeTo(0.2), false],
  ]);
});

test('yields no segment without audio or for half a sample', async () => {
  expect(await segmentsOf(Buffer.alloc(0), 6)).toEqual([]);
  expect(await segmentsOf(Buffer.alloc(1), 6)).toEqual([]);
  expect((await segmentsOf(Buffer.alloc(5), 6)).map(({ pcm }) => pcm.length)).toEqual([4]);
});

test('yields a segment as soon as its last sample has arrived', async () => {
  let asked = 0;
  const source = (async function* () {
    for (; asked < 10; asked++) yield countingBytes(BYTES_PER_S);
  })();
  const segments = cutSegments(source, MONO, 2);
  await segments.next();
  expect(asked).toBe(1);
  await segments.return();
});

/** Records the samples that an early encoding receives. */
class NotedEncoding implements EarlyEncoding {
  readonly given: Buffer[] = [];
  isAbandoned = false;
  write(pcm: Buffer): void {
    this.given.push(pcm);
  }
  finish(): Promise<never> {
    return Promise.reject(new Error('nothing is finished here'));
  }
  abandon(): void {
    this.isAbandoned = true;
  }
}

test('starts an encoding with each segment, forwards its samples as they arrive, and attaches it', async () => {
  const whole = countingBytes(5.5 * BYTES_PER_S);
  const started: NotedEncoding[] = [];
  const encode = () => {
    const encoding = new NotedEncoding();
    started.push(encoding);
    return encoding;
  };
  const from = { index: 0, startS: 1, preludeS: 0.5, encode };
  const segments = cutSegments(inChunks(whole, [700]), MONO, 2, from);
  await segments.next();
  // One chunk contained the end of the prelude and the start of the next segment.
  const { value: first } = await segments.next();
  expect(started).toHaveLength(1);
  expect(started[0]?.given.length).toBeGreaterThan(4);
  const rest = await all(segments);
  const cut = [...(first === undefined ? [] : [first]), ...rest];
  expect(cut.map(({ dubbable }) => dubbable)).toEqual([true, true, true]);
  expect(cut.map(({ encoding }) => encoding)).toEqual(started);
  expect(started.map(({ given }) => Buffer.concat(given))).toEqual(cut.map(({ pcm }) => pcm));
  expect(started.some(({ isAbandoned }) => isAbandoned)).toBe(false);
});

test('abandons the encoding of a segment that is too short to dub', async () => {
  const encoding = new NotedEncoding();
  const from = { index: 0, startS: 0, encode: () => encoding };
  const [short] = await all(cutSegments(inChunks(countingBytes(900), [100]), MONO, 6, from));
  expect(short).toMatchObject({ dubbable: false });
  expect(short).not.toHaveProperty('encoding');
  expect(encoding.isAbandoned).toBe(true);
});

test('does not encode audio that must not be dubbed', async () => {
  const encode = () => {
    throw new Error('started for nothing');
  };
  const from = { index: 0, startS: 0, dubbable: false, encode };
  expect(await all(cutSegments(inChunks(countingBytes(9000), [800]), MONO, 2, from))).toHaveLength(3);
});

test('the segments form the input again, all but the last of equal length, for any chunks', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 20_000 }),
      fc.array(fc.integer({ min: 1, max: 7000 }), { minLength: 1, maxLength: 5 }),
      fc.constantFrom(0.1, 0.123, 1, 2.5),
      fc.constantFrom(1, 2),
      async (length, sizes, segmentS, channels) => {
        const format = { sampleRateHz: 1000, channels };
        const whole = countingBytes(length);
        const segments = await segmentsOf(whole, segmentS, sizes, format);
        const wholeFrames = length - (length % frameBytes(format));
        expect(Buffer.concat(segments.map(({ pcm }) => pcm))).toEqual(whole.subarray(0, wholeFrames));
        const lengths = segments.map(({ pcm }) => pcm.length);
        const last = lengths.pop() ?? 0;
        const segmentBytes = Math.round(segmentS * 1000) * frameBytes(format);
        expect(lengths.every((bytes) => bytes === segmentBytes)).toBe(true);
        expect(last).toBeLessThanOrEqual(segmentBytes);
        for (const { index, startS } of segments) {
          expect(startS).toBeCloseTo((index * Math.round(segmentS * 1000)) / 1000, 9);
        }
      },
    ),
  );
});
