import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ManualClock } from '../../engine/testing/manual-clock.ts';
import { DelayLine } from './delay-line.ts';
import { type Shaping, UNDISTURBED } from './shaping.ts';

/** A line whose faults can be changed, its clock, and its output with times. */
function startLine(initial: Partial<Shaping>) {
  const clock = new ManualClock();
  const shaping = { ...UNDISTURBED, ...initial };
  const line = new DelayLine(() => shaping, clock);
  const arrived: { text: string; atMs: number }[] = [];
  line.on('data', (chunk: Buffer) => arrived.push({ text: chunk.toString(), atMs: clock.nowMs() }));
  return { line, clock, shaping, arrived };
}

test('delays each chunk by exactly the delay', async () => {
  const { line, clock, arrived } = startLine({ delayMs: 300 });
  line.write('a');
  await clock.advance(100);
  line.write('b');
  await clock.advance(1000);
  expect(arrived).toEqual([
    { text: 'a', atMs: 300 },
    { text: 'b', atMs: 400 },
  ]);
});

test('applies the delay at arrival, and no chunk overtakes an earlier one', async () => {
  const { line, clock, shaping, arrived } = startLine({ delayMs: 300 });
  line.write('a');
  await clock.advance(1);
  Object.assign(shaping, UNDISTURBED);
  line.write('b');
  await clock.advance(1000);
  line.write('c');
  await clock.advance(0);
  expect(arrived.map(({ atMs }) => atMs)).toEqual([300, 300, 1001]);
  expect(arrived.map(({ text }) => text).join('')).toBe('abc');
});

test('adds a random latency from 0 to the jitter, and keeps the order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(50), { minLength: 1, maxLength: 20 }), async (pauses) => {
      const { line, clock, arrived } = startLine({ delayMs: 20, jitterMs: 60 });
      const sentAtMs: number[] = [];
      for (const [index, pauseMs] of pauses.entries()) {
        await clock.advance(pauseMs);
        sentAtMs.push(clock.nowMs());
        line.write(`${index}`);
      }
      await clock.advance(80);
      expect(arrived.map(({ text }) => Number(text))).toEqual(pauses.map((_, index) => index));
      for (const [index, { atMs }] of arrived.entries()) {
        const sentMs = sentAtMs[index] ?? Number.NaN;
        expect(atMs - sentMs).toBeGreaterThanOrEqual(20);
        expect(atMs - sentMs).toBeLessThanOrEqual(80);
      }
    }),
    { numRuns: 30 },
  );
});

test('does not limit the bandwidth, and pauses the sender above its capacity', async () => {
  const { line, clock } = startLine({ delayMs: 300 });
  let bytes = 0;
  line.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  const MIB = 1024 * 1024;
  const accepted: number[] = [];
  for (let mib = 1; mib <= 20; mib++) line.write(Buffer.alloc(MIB), () => accepted.push(mib));
  await clock.advance(299);
  expect(accepted).toHaveLength(15);
  expect(bytes).toBe(0);
  await clock.advance(1);
  expect(bytes).toBe(16 * MIB);
  await clock.advance(300);
  expect(bytes).toBe(20 * MIB);
});

test('delays its end like a chunk, and leaves no timer when destroyed', async () => {
  const { line, clock } = startLine({ delayMs: 300 });
  let endedAtMs: number | undefined;
  line.on('end', () => {
    endedAtMs = clock.nowMs();
  });
  line.end('last');
  await clock.advance(1000);
  expect(endedAtMs).toBe(300);

  const other = startLine({ delayMs: 300 });
  other.line.write('never');
  await other.clock.advance(1);
  expect(other.clock.pending).toBe(1);
  other.line.destroy();
  expect(other.clock.pending).toBe(0);
});
